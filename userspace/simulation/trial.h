// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "simulation/history_thrower.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// One random history, and what is wrong with how it was judged.
struct Trial {
  History history;
  Truth truth;
  std::vector<std::string> violations;
};

/// Throws the history of that seed, plays and judges it. One in eight is judged once more from the
/// same recordings with their observations and the nodes in another order.
[[nodiscard]] Trial try_judge(std::uint64_t seed, const Variety& variety = {});

}  // namespace canary::simulation
