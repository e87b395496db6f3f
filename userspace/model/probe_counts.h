// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/time.h"

namespace canary {

/// What became of the probes of one path.
struct ProbeCounts {
  std::uint64_t sent = 0, answered = 0, late = 0, lost = 0;
  std::uint64_t loss_forward = 0, loss_return = 0;  ///< of `lost`, as far as it is known
  /// Of `answered`, on encrypted paths: seen encrypted both ways, seen unencrypted, seen neither
  /// way.
  std::uint64_t proved = 0, in_clear = 0, not_seen = 0;
  bool operator==(const ProbeCounts&) const = default;
};

/// Percentiles over the probes of one path that were answered in time.
struct RoundTripTimes {
  Duration p50{}, p99{}, max{};
  bool operator==(const RoundTripTimes&) const = default;
};

}  // namespace canary
