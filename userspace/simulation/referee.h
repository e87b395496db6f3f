// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/verdict.h"
#include "simulation/history.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// What a judgement says that the truth forbids, or does not say although it was to be seen; one
/// sentence each. Empty where the judgement is right. Asks nothing of the analysis: outcomes, runs
/// of losses and verdicts are worked out anew, from the truth.
[[nodiscard]] std::vector<std::string> find_violations(const History& history, const Truth& truth,
                                                       const Judgement& judgement);

}  // namespace canary::simulation
