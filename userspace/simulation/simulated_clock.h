// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/time.h"

namespace canary::simulation {

/// A machine stands still, and its clock with it: a VM that is paused or migrated.
struct Pause {
  Instant at;  ///< true time
  Duration length{};
};

/// What a node's clock shows. Like CLOCK_BOOTTIME it is never set, and never runs back.
struct SimulatedClock {
  Duration offset{};           ///< at `set`, less true time
  Instant set;                 ///< since when it drifts
  std::int64_t drift_ppb = 0;  ///< nanoseconds in a second
  std::vector<Pause> pauses;   ///< by time

  [[nodiscard]] Instant shows(Instant true_time) const;
  /// When the machine goes on, for what comes while it stands still.
  [[nodiscard]] Instant when_awake(Instant true_time) const;
  /// When so much of the machine's own time has passed as lies between `set` and `own_time`.
  [[nodiscard]] Instant after_pauses(Instant own_time) const;
};

}  // namespace canary::simulation
