// SPDX-License-Identifier: Apache-2.0
#include "clocks/clock_offset.h"

#include <algorithm>
#include <ranges>

namespace canary {
namespace {

using namespace std::chrono_literals;

/// NTP bends a clock by 500 ppm at most (MAXFREQ, include/linux/timex.h), and there are two: they
/// drift apart by no more than one part in so many.
constexpr std::int64_t kDriftsOneIn = 1000;

/// Between two points of one run.
constexpr Duration kPointEvery = 2s;

/// Fewer packets than this on their own are no new offset but a mistake.
constexpr std::uint64_t kFewestThatAgree = 3;

Duration drift_over(Duration time) { return std::chrono::abs(time) / kDriftsOneIn; }

/// The tightest bound on one side, and when a packet last said something of that side.
struct Side {
  std::optional<ClockBound> best;
  Instant last;

  [[nodiscard]] Duration value() const { return best->theirs - best->ours; }
  [[nodiscard]] Duration slack_at(Instant at) const { return drift_over(at - best->ours); }
};

/// Packets that one offset, bent by no more than drift, explains.
class Run {
 public:
  /// False, and nothing is taken, where the packet contradicts the others.
  bool take(const ClockBound& bound) {
    const Side& other = bound.to_them ? lower_ : upper_;
    const Duration value = bound.theirs - bound.ours;
    if (other.best) {
      const Duration slack = other.slack_at(bound.ours);
      if (bound.to_them ? value < other.value() - slack : value > other.value() + slack)
        return false;
    }
    keep(bound.to_them ? upper_ : lower_, bound, value);
    ++packets_;
    if (upper_.best && lower_.best && (limits_.empty() || due())) add_limits();
    return true;
  }

  void finish() {
    if (upper_.best && lower_.best) add_limits();
  }

  [[nodiscard]] std::uint64_t packets() const { return packets_; }

  /// What was seen later holds for what was before as well.
  [[nodiscard]] std::vector<ClockPoint> points() const {
    std::vector<ClockPoint> points;
    for (std::optional<Limits> later; Limits limits : limits_ | std::views::reverse) {
      if (later) {
        const Duration slack = drift_over(later->at - limits.at);
        limits.upper = std::min(limits.upper, later->upper + slack);
        limits.lower = std::max(limits.lower, later->lower - slack);
      }
      const Duration offset = (limits.upper + limits.lower) / 2;
      const Duration error = std::max((limits.upper - limits.lower) / 2, Duration{0ns});
      points.push_back({limits.at, limits.at + offset, error});
      later = limits;
    }
    std::ranges::reverse(points);
    return points;
  }

 private:
  /// Between which the offset lies at a moment of ours.
  struct Limits {
    Instant at;
    Duration upper{}, lower{};
  };

  static void keep(Side& side, const ClockBound& bound, Duration value) {
    side.last = bound.ours;
    if (side.best) {
      const Duration slack = side.slack_at(bound.ours);
      const bool looser =
          bound.to_them ? value > side.value() + slack : value < side.value() - slack;
      if (looser) return;
    }
    side.best = bound;
  }

  /// Where the clocks are moved, packets of one way alone do not contradict. So a point lies where
  /// both sides have spoken since; a run's first one, where the second side has.
  [[nodiscard]] Instant moment() const {
    return limits_.empty() ? std::max(upper_.last, lower_.last)
                           : std::min(upper_.last, lower_.last);
  }
  [[nodiscard]] bool due() const { return moment() - limits_.back().at >= kPointEvery; }

  void add_limits() {
    const Instant at = moment();
    if (!limits_.empty() && at <= limits_.back().at) return;
    limits_.push_back(
        {at, upper_.value() + upper_.slack_at(at), lower_.value() - lower_.slack_at(at)});
  }

  Side upper_, lower_;
  std::uint64_t packets_ = 0;
  std::vector<Limits> limits_;
};

std::vector<Run> find_runs(std::span<const ClockBound> bounds) {
  std::vector<Run> runs;
  for (const ClockBound& bound : bounds) {
    if (!runs.empty() && runs.back().take(bound)) continue;
    if (!runs.empty()) runs.back().finish();
    static_cast<void>(runs.emplace_back().take(bound));
  }
  if (!runs.empty()) runs.back().finish();
  return runs;
}

void append(ClockComparison& comparison, const ClockPoint& point) {
  while (!comparison.points.empty() && point.theirs <= comparison.points.back().theirs) {
    const ClockPoint& before = comparison.points.back();
    const Duration back = before.theirs - point.theirs - before.error - point.error;
    comparison.ran_back = std::max(comparison.ran_back, back);
    // Of two that their errors reconcile, the better one stays.
    if (back > 0ns || before.error <= point.error) return;
    comparison.points.pop_back();
  }
  comparison.points.push_back(point);
}

/// Clocks that may be equal are taken as equal.
void prefer_zero(std::vector<ClockPoint>& points) {
  const auto may_be_zero = [](const ClockPoint& point) {
    return std::chrono::abs(point.offset()) <= point.error;
  };
  if (!std::ranges::all_of(points, may_be_zero)) return;
  for (ClockPoint& point : points) {
    point.error += std::chrono::abs(point.offset());
    point.theirs = point.ours;
  }
}

}  // namespace

bool ClockComparison::contradicts_itself() const {
  return contradictions >= kFewestThatAgree && contradictions * 20 > bounds;
}

ClockComparison compare_clocks(std::vector<ClockBound> bounds) {
  std::ranges::stable_sort(bounds, {}, &ClockBound::ours);
  ClockComparison comparison;
  comparison.bounds = bounds.size();
  for (const Run& run : find_runs(bounds)) {
    if (run.packets() < kFewestThatAgree && run.packets() < comparison.bounds)
      comparison.contradictions += run.packets();
    else
      for (const ClockPoint& point : run.points()) append(comparison, point);
  }
  prefer_zero(comparison.points);
  return comparison;
}

Instant ClockMap::to_ours(Instant theirs) const {
  if (points_.empty()) return theirs;
  const auto after = std::ranges::lower_bound(points_, theirs, {}, &ClockPoint::theirs);
  if (after == points_.begin()) return theirs - after->offset();
  const auto& before = *std::prev(after);
  if (after == points_.end()) return theirs - before.offset();
  const auto part = static_cast<double>((theirs - before.theirs).count()) /
                    static_cast<double>((after->theirs - before.theirs).count());
  const auto moved = static_cast<double>((after->offset() - before.offset()).count());
  return theirs - before.offset() - Duration{static_cast<std::int64_t>(moved * part)};
}

Duration ClockMap::error_at(Instant ours) const {
  if (points_.empty()) return 0ns;
  const auto after = std::ranges::lower_bound(points_, ours, {}, &ClockPoint::ours);
  if (after == points_.begin()) return after->error + drift_over(after->ours - ours);
  const auto& before = *std::prev(after);
  if (after == points_.end()) return before.error + drift_over(ours - before.ours);
  const Duration to_nearest = std::min(ours - before.ours, after->ours - ours);
  const Duration moved = std::chrono::abs(after->offset() - before.offset());
  return std::max(before.error, after->error) + moved + drift_over(to_nearest);
}

bool ClockMap::covers(Instant ours) const {
  return !points_.empty() && points_.front().ours <= ours && ours <= points_.back().ours;
}

ClockMap ClockMap::then(const ClockMap& next) const {
  std::vector<ClockPoint> points;
  points.reserve(points_.size());
  for (const ClockPoint& point : points_)
    points.push_back({next.to_ours(point.ours), point.theirs,
                      point.error + next.error_at(next.to_ours(point.ours))});
  return ClockMap(std::move(points));
}

}  // namespace canary
