// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/verdict.h"
#include "simulation/history.h"
#include "simulation/losses.h"

namespace canary::simulation {

/// One path of a history: what is true of it, and how it was judged. Borrows all of it.
struct JudgedPath {
  const History& history;
  const SimulatedPath& path;
  const std::vector<ProbeTruth>& probes;
  const TrueLosses& losses;
  const PathJudgement& judged;
};

}  // namespace canary::simulation
