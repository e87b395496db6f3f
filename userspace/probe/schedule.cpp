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
      random_(options.seed),
      stalled_after_(std::max(options.interval, kTimerSlack)),
      large_every_(options.large_every),
      taken_(options.paths, 0) {
  const auto paths = static_cast<std::int64_t>(options.paths);
  for (std::int64_t path = 0; path < paths; ++path) {
    const Duration slot_start = interval_ * path / paths;
    const Duration slot = interval_ * (path + 1) / paths - slot_start;
    const auto width = static_cast<std::uint64_t>(std::max<std::int64_t>(slot.count(), 1));
    const Duration jitter(static_cast<std::int64_t>(next_random(random_) % width));
    take_place({start + slot_start + jitter, static_cast<std::size_t>(path)});
  }
}

void Schedule::take_place(Place place) {
  const bool last = places_.empty() || places_.back() < place;
  places_.insert(last ? places_.end() : std::ranges::upper_bound(places_, place), place);
}

void Schedule::add(std::size_t path, Instant now) {
  remove(path);
  taken_.resize(std::max(taken_.size(), path + 1));
  taken_[path] = 0;
  const auto width = static_cast<std::uint64_t>(interval_.count());
  take_place({now + Duration(static_cast<std::int64_t>(next_random(random_) % width)), path});
}

void Schedule::remove(std::size_t path) {
  std::erase_if(places_, [path](const Place& place) { return place.path == path; });
}

std::optional<Instant> Schedule::next_due() const {
  if (places_.empty()) return std::nullopt;
  return places_.front().due;
}

Schedule::Turn Schedule::take_due(Instant now) {
  Turn turn;
  if (places_.empty()) return turn;
  if (const Instant oldest = places_.front().due; now - oldest > stalled_after_) {
    turn.stalled_since = oldest;
    skip_until(now);
    return turn;
  }
  while (places_.front().due <= now) {
    const Place place = places_.front();
    places_.pop_front();
    const std::uint64_t count = ++taken_[place.path];
    turn.due.push_back({place.path, large_every_ != 0 && count % large_every_ == 0});
    take_place({place.due + interval_, place.path});
  }
  return turn;
}

void Schedule::skip_until(Instant now) {
  while (places_.front().due <= now) {
    const Place place = places_.front();
    places_.pop_front();
    const auto missed = (now - place.due) / interval_ + 1;
    take_place({place.due + interval_ * missed, place.path});
  }
}

}  // namespace canary
