// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/verdict.h"
#include "simulation/history.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// What speaks against what is told of packets in the clear: how many of each word each node saw,
/// and which leaks are findings.
[[nodiscard]] std::vector<std::string> object_to_clear_traffic(const History& history,
                                                               const Truth& truth,
                                                               const Judgement& judgement);

/// What speaks against which devices are told as not watched.
[[nodiscard]] std::vector<std::string> object_to_uplinks(const History& history,
                                                         const Judgement& judgement);

}  // namespace canary::simulation
