// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

using Duration = std::chrono::nanoseconds;

/// A moment on the timeline: nanoseconds since the Unix epoch in UTC. It is CLOCK_BOOTTIME plus an
/// offset that is measured once when a session starts, so a stepping wall clock never bends it.
struct Instant {
  std::int64_t unix_ns = 0;
  auto operator<=>(const Instant&) const = default;

  friend Instant operator+(Instant at, Duration by) { return {at.unix_ns + by.count()}; }
  friend Instant operator-(Instant at, Duration by) { return {at.unix_ns - by.count()}; }
  friend Duration operator-(Instant a, Instant b) { return Duration{a.unix_ns - b.unix_ns}; }
};

/// Turns CLOCK_BOOTTIME readings, ours and the kernel's (bpf_ktime_get_boot_ns), into Instants.
class BootClock {
 public:
  explicit BootClock(std::int64_t utc_offset_ns) : utc_offset_ns_(utc_offset_ns) {}
  /// Measures the UTC offset of CLOCK_BOOTTIME now.
  static BootClock measure();

  [[nodiscard]] Instant from_boot_ns(std::uint64_t boot_ns) const;
  [[nodiscard]] Instant now() const;
  [[nodiscard]] std::int64_t utc_offset_ns() const { return utc_offset_ns_; }

 private:
  std::int64_t utc_offset_ns_;
};

/// RFC 3339 in UTC with nanoseconds: 2026-11-22T22:15:00.000000001Z.
[[nodiscard]] std::string to_rfc3339(Instant at);

/// Parses what to_rfc3339() writes, with fewer digits behind the second as well, or none. Anything
/// else is a usage error: other time zones too.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);

/// Writes for people: "1.25 s", "340 ms", "12 us". Negative values keep their sign.
[[nodiscard]] std::string to_text(Duration duration);

/// Parses "500us", "100ms", "5s", "2m", "1h": a whole number and a unit. Anything else is a usage
/// error.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);

}  // namespace canary
