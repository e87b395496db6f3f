// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <ctime>

namespace canary {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::int64_t read_clock(clockid_t id) {
  timespec now{};
  clock_gettime(id, &now);
  return now.tv_sec * kNanosPerSecond + now.tv_nsec;
}

}  // namespace

BootClock BootClock::measure() {
  return BootClock(read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME));
}

Instant BootClock::from_boot_ns(std::uint64_t boot_ns) const {
  return {static_cast<std::int64_t>(boot_ns) + utc_offset_ns_};
}

Instant BootClock::now() const {
  return from_boot_ns(static_cast<std::uint64_t>(read_clock(CLOCK_BOOTTIME)));
}

std::string to_rfc3339(Instant at) {
  std::int64_t seconds = at.unix_ns / kNanosPerSecond;
  std::int64_t nanos = at.unix_ns % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  }
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:09}Z", fmt::gmtime(static_cast<time_t>(seconds)),
                     nanos);
}

Result<Instant> parse_rfc3339(std::string_view text) {
  constexpr std::size_t kWholeSeconds = 19;  // characters
  const auto refuse = [&] {
    return usage_error(fmt::format("'{}' is not a time: write 2026-11-22T22:15:00Z", text));
  };
  tm parts{};
  const std::string seconds(text.substr(0, kWholeSeconds));
  const char* end = strptime(seconds.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (seconds.size() != kWholeSeconds || end != seconds.c_str() + kWholeSeconds ||
      !text.ends_with('Z'))
    return refuse();
  const auto fraction = text.substr(kWholeSeconds, text.size() - kWholeSeconds - 1);
  Instant at{std::int64_t{timegm(&parts)} * kNanosPerSecond};
  if (fraction.empty()) return at;
  std::int64_t unit_ns = kNanosPerSecond;
  if (fraction.front() != '.' || fraction.size() == 1) return refuse();
  for (const char digit : fraction.substr(1)) {
    unit_ns /= 10;
    if (digit < '0' || digit > '9' || unit_ns == 0) return refuse();
    at.unix_ns += (digit - '0') * unit_ns;
  }
  return at;
}

std::string to_text(Duration duration) {
  const auto ns = static_cast<double>(duration.count());
  if (std::abs(ns) >= 1e9) return fmt::format("{:.2f} s", ns / 1e9);
  if (std::abs(ns) >= 1e6) return fmt::format("{:.0f} ms", ns / 1e6);
  return fmt::format("{:.0f} us", ns / 1e3);
}

Result<Duration> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const auto scaled = [&](std::int64_t unit_ns) -> Result<Duration> {
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(count, unit_ns, &ns))
      return usage_error(fmt::format("duration '{}' is too long", text));
    return Duration{ns};
  };
  if (error == std::errc{} && count >= 0) {
    if (unit == "us") return scaled(1'000);
    if (unit == "ms") return scaled(1'000'000);
    if (unit == "s") return scaled(kNanosPerSecond);
    if (unit == "m") return scaled(60 * kNanosPerSecond);
    if (unit == "h") return scaled(3600 * kNanosPerSecond);
  }
  return usage_error(
      fmt::format("'{}' is not a duration: write a whole number and us, ms, s, m or h", text));
}

}  // namespace canary
