// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "simulation/truth.h"

namespace canary::simulation {

/// Probes lost in a row, as places in the path's truth.
struct LostInRow {
  std::size_t first = 0, last = 0;
  std::vector<std::size_t> probes;  ///< those lost
  std::size_t trouble = 0;          ///< of which trouble it is a part
};

/// Losses with no clean run among them.
struct TrueTrouble {
  std::size_t first = 0, last = 0;
  std::size_t lost = 0;
  bool ended = false;              ///< a clean run came behind it
  std::size_t clean = 0;           ///< its first probe
  std::size_t answered_after = 0;  ///< in a row, behind the last loss and before the end
};

struct TrueLosses {
  std::vector<LostInRow> rows;
  std::vector<TrueTrouble> troubles;
};

[[nodiscard]] TrueLosses true_losses(std::span<const ProbeTruth> probes,
                                     std::uint32_t clean_probes);

}  // namespace canary::simulation
