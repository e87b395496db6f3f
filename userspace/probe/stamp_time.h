// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace canary {

/// The two timestamp formats that STAMP allows (RFC 8762, 4.2.1).
enum class StampClock : std::uint8_t {
  Ntp,  ///< seconds since 1900 in 32 bits, then a binary fraction (RFC 5905)
  Ptp,  ///< seconds since 1970 in 32 bits, then nanoseconds (IEEE 1588v2, truncated)
};

/// Writes a timestamp as this program does: NTP.
[[nodiscard]] std::uint64_t to_ntp(Instant at);

/// Reads a timestamp of either format; NTP seconds below 2^31 belong to the era that starts in
/// 2036. PTP counts in TAI, so only differences of two timestamps of one clock mean anything.
/// Nothing where the nanoseconds of a PTP timestamp are no nanoseconds.
[[nodiscard]] std::optional<Instant> from_stamp(std::uint64_t bits, StampClock clock);

/// The Error Estimate field: S (synchronised), Z (clock format), scale, multiplier.
struct ErrorEstimate {
  std::uint16_t bits = 0;
  bool operator==(const ErrorEstimate&) const = default;

  [[nodiscard]] StampClock clock() const {
    return bits & 0x4000 ? StampClock::Ptp : StampClock::Ntp;
  }
  /// Our own estimate: not synchronised to an outer source, NTP format, good to 2^-16 s.
  static ErrorEstimate ours() { return {0x1001}; }
};

}  // namespace canary
