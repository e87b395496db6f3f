// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulated_clock.h"

#include <algorithm>

namespace canary::simulation {

Instant SimulatedClock::shows(Instant true_time) const {
  const Duration drifted = (true_time - set) / 1000 * drift_ppb / 1'000'000;
  Instant shown = true_time + offset + drifted;
  for (const ClockStep& step : steps) {
    if (true_time < step.at) continue;
    shown = shown + (step.by < Duration{0} ? -std::min(-step.by, true_time - step.at) : step.by);
  }
  return shown;
}

}  // namespace canary::simulation
