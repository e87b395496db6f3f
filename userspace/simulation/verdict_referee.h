// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "simulation/history.h"
#include "simulation/losses.h"

namespace canary::simulation {

/// What speaks against the verdict on a path, by the rules of
/// docs/decisions/2026-11-22-verdict-rules.md applied to the truth.
[[nodiscard]] std::vector<std::string> object_to_verdict(const History& history,
                                                         const SimulatedPath& path,
                                                         const std::vector<ProbeTruth>& probes,
                                                         const TrueLosses& losses,
                                                         const PathJudgement& judged);

}  // namespace canary::simulation
