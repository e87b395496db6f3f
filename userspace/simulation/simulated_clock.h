// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/time.h"

namespace canary::simulation {

/// At `at` of true time a clock jumps ahead, or, with `by` below zero, stands still for so long.
struct ClockStep {
  Instant at;
  Duration by{};
};

/// What a node's clock shows. It never runs back, as CLOCK_BOOTTIME does not.
struct SimulatedClock {
  Duration offset{};           ///< at `set`, less true time
  Instant set;                 ///< since when it drifts
  std::int64_t drift_ppb = 0;  ///< nanoseconds in a second
  std::vector<ClockStep> steps;

  [[nodiscard]] Instant shows(Instant true_time) const;
};

}  // namespace canary::simulation
