// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "simulation/history.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// What speaks against how many answered probes of an encrypted path are told as proved, in the
/// clear and not seen.
[[nodiscard]] std::vector<std::string> object_to_proofs(const History& history,
                                                        const std::vector<ProbeTruth>& probes,
                                                        const PathJudgement& judged);

}  // namespace canary::simulation
