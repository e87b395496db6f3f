// SPDX-License-Identifier: Apache-2.0
#include "simulation/clear_answers.h"

#include <algorithm>

namespace canary::simulation {

bool went_in_clear(const ProbeTruth& probe) {
  return std::ranges::any_of(probe.legs, &LegTruth::went_clear);
}

bool went_encrypted(const ProbeTruth& probe) {
  return std::ranges::all_of(probe.legs, &LegTruth::went_encrypted);
}

ClearAnswers clear_answers(std::span<const ProbeTruth> probes, bool seen_only) {
  ClearAnswers answers;
  for (const ProbeTruth& probe : probes) {
    if (probe.outcome != Outcome::Answered) continue;
    const bool seen = std::ranges::any_of(probe.legs, &LegTruth::seen_clear_in_time);
    if (seen_only ? seen : went_in_clear(probe)) {
      ++answers.in_clear;
      answers.last = probe.sent;
      answers.answered_since = 0;
    } else {
      ++answers.answered_since;
    }
  }
  return answers;
}

}  // namespace canary::simulation
