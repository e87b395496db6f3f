// SPDX-License-Identifier: Apache-2.0
#include "clocks/node_clocks.h"

#include <algorithm>
#include <deque>

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ClockRelation::Trouble;

/// A clock that went back by less was read late.
constexpr Duration kRanBack = 1s;

/// Both packets of an impossible reply count.
ClockComparison compare(const PacketTimes& times) {
  auto compared = compare_clocks(times.bounds);
  compared.bounds += 2 * times.impossible_replies;
  compared.contradictions += 2 * times.impossible_replies;
  return compared;
}

bool usable(const ClockComparison& compared) {
  return !compared.contradicts_itself() && compared.ran_back <= kRanBack;
}

void append(std::vector<ClockBound>& bounds, const PacketTimes& more) {
  bounds.insert(bounds.end(), more.bounds.begin(), more.bounds.end());
}

/// From what reflectors told. A reflector that is a process of its own, or not ours, has another
/// clock than the recording of its node; then the two ways do not agree.
ClockRelation relate_by_reflectors(const BoundsBetween& bounds) {
  auto by_them = compare(bounds.told_by_them);
  if (by_them.contradicts_itself()) return {{}, TheirReflector, std::move(by_them)};
  auto by_us = compare(bounds.told_by_us);
  if (by_us.contradicts_itself()) return {{}, OurReflector, std::move(by_us)};
  auto told = bounds.recorded.bounds;
  append(told, bounds.told_by_them);
  append(told, bounds.told_by_us);
  auto together = compare_clocks(std::move(told));
  if (!usable(together)) return {};
  return {ClockMap(std::move(together.points)), None, {}};
}

/// `step` leads to a node whose clock `onwards` turns into the common one: its errors by that one.
ClockMap in_common_times(const ClockMap& step, const ClockMap& onwards) {
  std::vector<ClockPoint> points;
  for (const ClockPoint& point : step.points())
    points.push_back({onwards.to_ours(point.ours), point.theirs, point.error});
  return ClockMap(std::move(points));
}

/// Of the steps of `clock` those that `other` was not led over as well.
std::span<const std::shared_ptr<const ClockMap>> steps_apart(const NodeClock& clock,
                                                             const NodeClock& other) {
  const auto [own, others] = std::mismatch(clock.steps.rbegin(), clock.steps.rend(),
                                           other.steps.rbegin(), other.steps.rend());
  return {clock.steps.begin(), own.base()};
}

/// Leads `clock` over `onwards`, which is led to the root already.
void lead_over(const NodeClock& onwards, const ClockMap& step, NodeClock& clock) {
  clock.against = onwards.against;
  clock.map = onwards.steps.empty() ? step : step.then(onwards.map);
  clock.steps = {std::make_shared<const ClockMap>(in_common_times(step, onwards.map))};
  clock.steps.insert(clock.steps.end(), onwards.steps.begin(), onwards.steps.end());
}

}  // namespace

ClockRelation relate(const ClockEvidence& ours, const ClockEvidence& theirs) {
  const auto bounds = bounds_between(ours, theirs);
  auto recorded = compare(bounds.recorded);
  if (recorded.contradicts_itself()) return {{}, Contradiction, std::move(recorded)};
  if (recorded.ran_back > kRanBack) return {{}, RanBack, std::move(recorded)};
  if (recorded.points.empty()) return relate_by_reflectors(bounds);
  return {ClockMap(std::move(recorded.points)), None, {}};
}

bool NodeClock::differs() const {
  return std::ranges::any_of(map.points(),
                             [](const auto& point) { return point.offset() != Duration{0}; });
}

Duration error_between(const NodeClock& a, const NodeClock& b, Instant at) {
  Duration error{};
  for (const auto& step : steps_apart(a, b)) error += step->error_at(at);
  for (const auto& step : steps_apart(b, a)) error += step->error_at(at);
  return error;
}

bool compared_around(const NodeClock& a, const NodeClock& b, Instant at) {
  const auto covers = [at](const auto& step) { return step->covers(at); };
  return std::ranges::all_of(steps_apart(a, b), covers) &&
         std::ranges::all_of(steps_apart(b, a), covers);
}

std::vector<NodeClock> common_clocks(std::span<const ClockEvidence> nodes) {
  std::vector<NodeClock> clocks;
  for (const auto& node : nodes) clocks.push_back({node.node, {}, {}, {}});
  for (std::size_t root = 0; root < nodes.size(); ++root) {
    if (!clocks[root].against.empty()) continue;
    clocks[root].against = clocks[root].node;
    for (std::deque<std::size_t> reached{root}; !reached.empty(); reached.pop_front()) {
      const std::size_t from = reached.front();
      for (std::size_t to = 0; to < nodes.size(); ++to) {
        if (!clocks[to].against.empty()) continue;
        const auto relation = relate(nodes[from], nodes[to]);
        if (relation.map.points().empty()) continue;
        lead_over(clocks[from], relation.map, clocks[to]);
        reached.push_back(to);
      }
    }
  }
  return clocks;
}

}  // namespace canary
