// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/verdict.h"
#include "simulation/history.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// What speaks against what is told of an encrypted path because a control path failed, too: "it is
/// not IPsec" where that is not true, or is not said although all was seen. `place` is the path's.
[[nodiscard]] std::vector<std::string> object_to_what_control_told(const History& history,
                                                                   const Truth& truth,
                                                                   std::size_t place,
                                                                   const PathJudgement& judged);

}  // namespace canary::simulation
