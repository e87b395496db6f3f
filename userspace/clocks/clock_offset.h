// SPDX-License-Identifier: Apache-2.0
// How the clocks of two nodes stand to each other, from packets that both saw:
//
//   ours    T1 ------------- T4 ->     a packet to them:  theirs - ours >= offset   (T2 - T1)
//            \               /         a packet to us:    theirs - ours <= offset   (T3 - T4)
//   theirs   T2 ---------- T3    ->    one round trip:    offset within half of what it took
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace canary {

/// One packet, and when it was seen on either node by that node's clock.
struct ClockBound {
  Instant ours, theirs;
  bool to_them = false;
};

/// A moment by both clocks, right to within `error`.
struct ClockPoint {
  Instant ours, theirs;
  Duration error{};

  [[nodiscard]] Duration offset() const { return theirs - ours; }
  bool operator==(const ClockPoint&) const = default;
};

/// What many packets say together.
struct ClockComparison {
  std::vector<ClockPoint> points;    ///< by time; empty where packets went one way only
  std::uint64_t bounds = 0;          ///< packets that were looked at
  std::uint64_t contradictions = 0;  ///< packets that no offset explains beside their neighbours
  Duration ran_back{};               ///< by how much their clock went back, zero or more

  /// Whether it does so beyond what duplicates and clocks that were read late explain.
  [[nodiscard]] bool contradicts_itself() const;
};

/// Takes the tightest bounds of each time. Where no steady offset explains what came before and
/// after, the clocks were moved against each other in between; three packets must agree on it. An
/// offset of zero is taken wherever the evidence allows it.
[[nodiscard]] ClockComparison compare_clocks(std::vector<ClockBound> bounds);

/// Turns their times into ours, in the same order. Without points it leaves them as they are.
class ClockMap {
 public:
  ClockMap() = default;
  explicit ClockMap(std::vector<ClockPoint> points) : points_(std::move(points)) {}

  [[nodiscard]] Instant to_ours(Instant theirs) const;
  /// How wrong to_ours() may be at this time of ours; zero without points.
  [[nodiscard]] Duration error_at(Instant ours) const;
  /// Whether the clocks were measured both before and after that time of ours.
  [[nodiscard]] bool covers(Instant ours) const;
  [[nodiscard]] const std::vector<ClockPoint>& points() const { return points_; }

  /// The map from these clocks to a third one: `next` turns ours into the third's.
  [[nodiscard]] ClockMap then(const ClockMap& next) const;

 private:
  std::vector<ClockPoint> points_;
};

}  // namespace canary
