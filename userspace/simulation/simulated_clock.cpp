// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulated_clock.h"

#include <algorithm>

namespace canary::simulation {

Instant SimulatedClock::shows(Instant true_time) const {
  const Duration drifted = (true_time - set) / 1000 * drift_ppb / 1'000'000;
  Instant shown = true_time + offset + drifted;
  for (const auto& [at, length] : pauses)
    if (at <= true_time) shown = shown - std::min(length, true_time - at);
  return shown;
}

Instant SimulatedClock::when_awake(Instant true_time) const {
  for (const auto& [at, length] : pauses)
    if (at <= true_time && true_time < at + length) true_time = at + length;
  return true_time;
}

Instant SimulatedClock::after_pauses(Instant own_time) const {
  for (const auto& [at, length] : pauses)
    if (at <= own_time) own_time = own_time + length;
  return own_time;
}

}  // namespace canary::simulation
