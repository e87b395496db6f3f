// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_time.h"

namespace canary {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsFrom1900To1970 = 2'208'988'800;

}  // namespace

std::uint64_t to_ntp(Instant at) {
  std::int64_t seconds = at.unix_ns / kNanosPerSecond;
  std::int64_t nanos = at.unix_ns % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  }
  // Rounded up here and down in from_stamp(), so that every nanosecond survives both ways.
  const std::uint64_t fraction =
      ((static_cast<std::uint64_t>(nanos) << 32) + kNanosPerSecond - 1) / kNanosPerSecond;
  return static_cast<std::uint64_t>(seconds + kSecondsFrom1900To1970) << 32 | fraction;
}

std::optional<Instant> from_stamp(std::uint64_t bits, StampClock clock) {
  auto seconds = static_cast<std::int64_t>(bits >> 32);
  const std::uint64_t low = bits & 0xffff'ffff;
  if (clock == StampClock::Ptp) {
    if (low >= kNanosPerSecond) return std::nullopt;
    return Instant{seconds * kNanosPerSecond + static_cast<std::int64_t>(low)};
  }
  constexpr std::int64_t kEra = std::int64_t{1} << 32;
  if (seconds < kEra / 2) seconds += kEra;
  return Instant{(seconds - kSecondsFrom1900To1970) * kNanosPerSecond +
                 static_cast<std::int64_t>(low * kNanosPerSecond >> 32)};
}

}  // namespace canary
