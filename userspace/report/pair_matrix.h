// SPDX-License-Identifier: Apache-2.0
// The matrix shows all pairs of nodes at once: who probes whom, and the worst that came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/verdict.h"

namespace canary {

/// The paths from one node to another, of all families.
struct PairCell {
  const PathJudgement* worst = nullptr;  ///< absent where the pair was not probed
  std::size_t place = 0;                 ///< of `worst` among all paths, worst first
  std::uint64_t lost = 0, sent = 0;
};

/// Nodes with most trouble first, by name where it is the same.
struct PairMatrix {
  std::vector<std::string_view> from, to;  ///< rows, columns
  std::vector<PairCell> cells;             ///< row by row

  [[nodiscard]] const PairCell& at(std::size_t row, std::size_t column) const {
    return cells[row * to.size() + column];
  }
};

/// Makes the matrix of one kind of path. `ranked` are all paths, worst first; they must outlive it.
[[nodiscard]] PairMatrix make_pair_matrix(std::span<const PathJudgement* const> ranked,
                                          PathKind kind);

}  // namespace canary
