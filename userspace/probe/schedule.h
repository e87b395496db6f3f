// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/time.h"

namespace canary {

struct ScheduleOptions {
  std::size_t paths = 0;
  Duration interval{};            ///< between two probes of a path, > 0
  std::uint32_t large_every = 0;  ///< every n-th probe of a path is large; 0: none is
  std::uint64_t seed = 0;         ///< of the jitter; the same seed gives the same schedule
};

struct DueProbe {
  std::size_t path = 0;  ///< 0 .. paths - 1
  bool large = false;
  bool operator==(const DueProbe&) const = default;
};

/// Plans when each path is probed. Pure: it is told the time.
///
///     path 0  |x.........|x.........|     every path has its own place in the interval, one slot
///     path 1  |...x......|...x......|     for each path and jitter inside the slot, so that
///     path 2  |......x...|......x...|     hundreds of peers never make a burst
///
/// Places never drift. A probe that is late by more than the interval (at least 10 ms) is not sent:
/// packets sent late say nothing about the time they were due, so that span is reported instead.
class Schedule {
 public:
  Schedule(const ScheduleOptions& options, Instant start);

  /// A path that comes later gets a place of its own, not earlier than `now`.
  void add(std::size_t path, Instant now);
  void remove(std::size_t path);

  struct Turn {
    std::vector<DueProbe> due;  ///< to be sent now; empty after a stall
    std::optional<Instant> stalled_since;
  };
  /// Takes what is due at `now`. After a stall every path goes on at its next place after `now`.
  Turn take_due(Instant now);

  /// The time at which take_due() has something next; nothing without paths.
  [[nodiscard]] std::optional<Instant> next_due() const;

 private:
  struct Place {
    Instant due;
    std::size_t path;
    auto operator<=>(const Place&) const = default;
  };
  void skip_until(Instant now);
  void take_place(Place place);

  Duration interval_;
  std::uint64_t random_;
  Duration stalled_after_;
  std::uint32_t large_every_;
  std::vector<std::uint64_t> taken_;  ///< probes so far, by path
  /// Sorted. A place that is taken comes back an interval later, nearly always behind all others.
  std::deque<Place> places_;
};

}  // namespace canary
