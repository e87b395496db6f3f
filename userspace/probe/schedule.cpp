// SPDX-License-Identifier: Apache-2.0
#include "probe/schedule.h"

#include <algorithm>

namespace canary {
namespace {

/// splitmix64 (Steele, Lea, Flood 2014). The standard library's distributions differ between
/// implementations, and a seed must give the same schedule everywhere.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// Shorter delays are ordinary timer slack, whatever the interval.
constexpr Duration kTimerSlack = std::chrono::milliseconds(10);

}  // namespace

Schedule::Schedule(const ScheduleOptions& options, Instant start)
    : interval_(options.interval),
      stalled_after_(std::max(options.interval, kTimerSlack)),
      large_every_(options.large_every),
      taken_(options.paths, 0) {
  std::uint64_t random = options.seed;
  const auto paths = static_cast<std::int64_t>(options.paths);
  for (std::int64_t path = 0; path < paths; ++path) {
    const Duration slot_start = interval_ * path / paths;
    const Duration slot = interval_ * (path + 1) / paths - slot_start;
    const auto width = static_cast<std::uint64_t>(std::max<std::int64_t>(slot.count(), 1));
    const Duration jitter(static_cast<std::int64_t>(next_random(random) % width));
    places_.push({start + slot_start + jitter, static_cast<std::size_t>(path)});
  }
}

std::optional<Instant> Schedule::next_due() const {
  if (places_.empty()) return std::nullopt;
  return places_.top().due;
}

Schedule::Turn Schedule::take_due(Instant now) {
  Turn turn;
  if (places_.empty()) return turn;
  if (const Instant oldest = places_.top().due; now - oldest > stalled_after_) {
    turn.stalled_since = oldest;
    skip_until(now);
    return turn;
  }
  while (places_.top().due <= now) {
    const Place place = places_.top();
    places_.pop();
    const std::uint64_t count = ++taken_[place.path];
    turn.due.push_back({place.path, large_every_ != 0 && count % large_every_ == 0});
    places_.push({place.due + interval_, place.path});
  }
  return turn;
}

void Schedule::skip_until(Instant now) {
  while (places_.top().due <= now) {
    const Place place = places_.top();
    places_.pop();
    const auto missed = (now - place.due) / interval_ + 1;
    places_.push({place.due + interval_ * missed, place.path});
  }
}

}  // namespace canary
