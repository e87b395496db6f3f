// SPDX-License-Identifier: Apache-2.0
#include "simulation/losses.h"

namespace canary::simulation {

TrueLosses true_losses(std::span<const ProbeTruth> probes, std::uint32_t clean_probes) {
  TrueLosses losses;
  bool row_goes_on = false, trouble_goes_on = false;
  std::size_t answered = 0, first_answered = 0;
  for (std::size_t place = 0; place < probes.size(); ++place) {
    const Outcome outcome = probes[place].outcome;
    if (outcome == Outcome::Pending) continue;
    if (outcome == Outcome::Lost) {
      if (!trouble_goes_on) losses.troubles.push_back({.first = place});
      if (!row_goes_on) losses.rows.push_back({place, place, {}, losses.troubles.size() - 1});
      losses.rows.back().last = losses.troubles.back().last = place;
      losses.rows.back().probes.push_back(place);
      ++losses.troubles.back().lost;
      row_goes_on = trouble_goes_on = true;
      answered = 0;
      losses.troubles.back().answered_after = 0;
      continue;
    }
    row_goes_on = false;
    if (outcome == Outcome::Late) answered = 0;
    if (outcome == Outcome::Late || !trouble_goes_on) continue;
    if (answered++ == 0) first_answered = place;
    losses.troubles.back().answered_after = answered;
    if (answered < clean_probes) continue;
    losses.troubles.back().ended = true;
    losses.troubles.back().clean = first_answered;
    trouble_goes_on = false;
  }
  return losses;
}

}  // namespace canary::simulation
