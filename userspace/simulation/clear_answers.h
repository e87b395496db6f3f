// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "simulation/truth.h"

namespace canary::simulation {

/// Answered probes of an encrypted path by how they really went.
struct ClearAnswers {
  std::uint64_t in_clear = 0;        ///< request or reply was unencrypted between the nodes
  std::optional<Instant> last;       ///< when the last of them was sent
  std::uint64_t answered_since = 0;  ///< probes sent after it, or all
};

[[nodiscard]] bool went_in_clear(const ProbeTruth& probe);
/// Neither its request nor its reply only went in the clear.
[[nodiscard]] bool went_encrypted(const ProbeTruth& probe);

/// Of all answered probes, or of those only that were seen in the clear in time.
[[nodiscard]] ClearAnswers clear_answers(std::span<const ProbeTruth> probes, bool seen_only);

}  // namespace canary::simulation
