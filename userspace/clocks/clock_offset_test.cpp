// SPDX-License-Identifier: Apache-2.0
#include "clocks/clock_offset.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

/// What the others' clock shows at a moment of ours.
using TheirClock = std::function<Instant(Instant)>;

TheirClock ahead_by(Duration offset) {
  return [=](Instant at) { return at + offset; };
}
TheirClock moved_at(Instant when, Duration before, Duration after) {
  return [=](Instant at) { return at + (at < when ? before : after); };
}

/// Ten round trips a second: 100 us to 3 ms either way, as queues have it.
std::vector<ClockBound> round_trips(const TheirClock& their, Duration time, Duration from = 0ns) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> queue(1.0 / 500'000);
  const auto delay = [&] { return 100us + Duration{static_cast<std::int64_t>(queue(random))}; };
  std::vector<ClockBound> bounds;
  for (Duration at = from; at < from + time; at += 100ms) {
    const Instant sent = kStart + at, arrived = sent + delay(), answered = arrived + 30us;
    bounds.push_back({sent, their(arrived), true});
    bounds.push_back({answered + delay(), their(answered), false});
  }
  return bounds;
}

/// That every moment is turned into ours as exactly as the map says.
void expect_true(const ClockMap& map, const TheirClock& their, Duration from, Duration to) {
  for (Duration at = from; at < to; at += 70ms) {
    const Instant ours = kStart + at;
    EXPECT_LE(std::chrono::abs(map.to_ours(their(ours)) - ours), map.error_at(ours))
        << to_text(at) << " off by " << (map.to_ours(their(ours)) - ours).count();
  }
}

TEST(CompareClocks, FindsAnOffsetOfAnHourWithinHalfARoundTrip) {
  const auto compared = compare_clocks(round_trips(ahead_by(1h), 60s));
  ASSERT_FALSE(compared.points.empty());
  EXPECT_EQ(compared.contradictions, 0u);
  const ClockMap map(compared.points);
  expect_true(map, ahead_by(1h), 1s, 59s);
  EXPECT_LT(map.error_at(kStart + 30s), 1ms);
}

TEST(CompareClocks, MeasuresByWhatCameLaterWhereTheFirstPacketsWaited) {
  auto bounds = round_trips(ahead_by(1h), 10s, 1s);
  bounds.push_back({kStart, kStart + 1h + 1s, true});
  bounds.push_back({kStart + 900ms, kStart + 1h, false});
  const ClockMap map(compare_clocks(bounds).points);
  for (const Duration at : {Duration{900ms}, Duration{1500ms}})
    EXPECT_LT(map.error_at(kStart + at), 10ms) << to_text(at);
  expect_true(map, ahead_by(1h), 0s, 10s);
}

TEST(CompareClocks, FollowsADriftOf200PpmOverAnHour) {
  const TheirClock drifting = [](Instant at) { return at + 5s + (at - kStart) / 5000; };
  const auto compared = compare_clocks(round_trips(drifting, 1h));
  EXPECT_EQ(compared.contradictions, 0u);
  const ClockMap map(compared.points);
  EXPECT_NEAR(static_cast<double>((compared.points.back().offset() - 5s).count()), 720e6, 2e6);
  expect_true(map, drifting, 1s, 1h - 1s);
  EXPECT_LT(map.error_at(kStart + 30min), 2ms);
}

TEST(CompareClocks, SurvivesAStepForward) {
  const auto their = moved_at(kStart + 30s, 2s, 32s);
  const auto compared = compare_clocks(round_trips(their, 60s));
  EXPECT_FALSE(compared.contradicts_itself());
  EXPECT_LE(compared.ran_back, 0ns);
  const ClockMap map(compared.points);
  expect_true(map, their, 1s, 59s);
  EXPECT_LT(map.error_at(kStart + 20s), 1ms);
  EXPECT_LT(map.error_at(kStart + 40s), 1ms);
}

/// It stood still for 10 s, and nothing came to them until 2 s later: what waited for them
/// meanwhile allows many an offset, and what came then does not.
TEST(CompareClocks, TakesTheBetterPointWhereOneWayWasClosedBehindAPause) {
  auto bounds = round_trips(ahead_by(0s), 3s);
  for (const Duration sent : {3100ms, 3300ms, 3500ms})
    bounds.push_back({kStart + sent, kStart + 3050ms, true});
  for (Duration received = 13100ms; received < 15s; received += 100ms)
    bounds.push_back({kStart + received, kStart + received - 10s - 100us, false});
  const auto later = round_trips(ahead_by(-10s), 5s, 15s);
  bounds.insert(bounds.end(), later.begin(), later.end());
  const auto compared = compare_clocks(bounds);
  EXPECT_LE(compared.ran_back, 0ns);
  const ClockMap map(compared.points);
  expect_true(map, ahead_by(-10s), 18s, 20s);
  EXPECT_LT(map.error_at(kStart + 19s), 1ms);
}

/// Their machine stood still for 30 s: so did its clock and its probes.
TEST(CompareClocks, SurvivesAMachineThatStoodStill) {
  const auto their = moved_at(kStart + 60s, 0s, -30s);
  auto bounds = round_trips(their, 30s);
  const auto later = round_trips(their, 30s, 60s);
  bounds.insert(bounds.end(), later.begin(), later.end());
  const auto compared = compare_clocks(bounds);
  EXPECT_FALSE(compared.contradicts_itself());
  EXPECT_LE(compared.ran_back, 0ns);
  const ClockMap map(compared.points);
  expect_true(map, their, 1s, 29s);
  expect_true(map, their, 61s, 89s);
}

TEST(CompareClocks, SaysSoWhereTheClockRanBack) {
  const auto compared = compare_clocks(round_trips(moved_at(kStart + 30s, 0s, -20s), 90s));
  EXPECT_NEAR(static_cast<double>(compared.ran_back.count()), 20e9, 3e9);
}

TEST(CompareClocks, TakesClocksThatMayBeEqualAsEqual) {
  const auto compared = compare_clocks(round_trips(ahead_by(0s), 60s));
  ASSERT_FALSE(compared.points.empty());
  for (const auto& point : compared.points) EXPECT_EQ(point.ours, point.theirs);
}

TEST(CompareClocks, NeverTakesClocksAsEqualThatAre5MillisecondsApart) {
  const auto compared = compare_clocks(round_trips(ahead_by(5ms), 60s));
  EXPECT_NEAR(static_cast<double>(compared.points.at(5).offset().count()), 5e6, 1e6);
}

TEST(CompareClocks, KnowsNothingFromOneWayAlone) {
  auto bounds = round_trips(ahead_by(1h), 60s);
  std::erase_if(bounds, [](const auto& bound) { return bound.to_them; });
  EXPECT_TRUE(compare_clocks(bounds).points.empty());
}

TEST(CompareClocks, OneRoundTripIsEnough) {
  const auto compared = compare_clocks(round_trips(ahead_by(1h), 100ms));
  ASSERT_EQ(compared.points.size(), 1u);
  EXPECT_NEAR(static_cast<double>(compared.points[0].offset().count()), 3600e9, 5e6);
}

TEST(CompareClocks, FewMistakesChangeNothing) {
  auto bounds = round_trips(ahead_by(1h), 60s);
  for (std::size_t i = 50; i < bounds.size(); i += 100) bounds[i].theirs = kStart;
  const auto compared = compare_clocks(bounds);
  EXPECT_FALSE(compared.contradicts_itself());
  expect_true(ClockMap(compared.points), ahead_by(1h), 1s, 59s);
}

TEST(CompareClocks, RepliesThatLeftBeforeTheirRequestsCameAreImpossible) {
  auto bounds = round_trips(ahead_by(1h), 60s);
  for (auto& bound : bounds)
    if (bound.to_them) bound.theirs = bound.theirs - 1s;
  EXPECT_TRUE(compare_clocks(bounds).contradicts_itself());
}

TEST(CompareClocks, TimesOutOfTheAirAreImpossible) {
  std::mt19937_64 random(3);
  auto bounds = round_trips(ahead_by(0s), 60s);
  for (auto& bound : bounds)
    bound.theirs = kStart + Duration{static_cast<std::int64_t>(random() % 3'600'000'000'000)};
  EXPECT_TRUE(compare_clocks(bounds).contradicts_itself());
}

TEST(ClockMap, WithoutPointsLeavesTimesAsTheyAre) {
  EXPECT_EQ(ClockMap().to_ours(kStart), kStart);
  EXPECT_EQ(ClockMap().error_at(kStart), 0ns);
}

TEST(ClockMap, KeepsTheOrderOverAStep) {
  const auto their = moved_at(kStart + 30s, 0s, 30s);
  const ClockMap map(compare_clocks(round_trips(their, 60s)).points);
  Instant before{};
  for (Duration at = 0s; at < 95s; at += 100ms) {
    const Instant turned = map.to_ours(kStart + at);
    EXPECT_LE(before, turned) << to_text(at);
    before = turned;
  }
}

TEST(ClockMap, TrustsItselfLessBesideAStepAndFarFromItsPoints) {
  const auto their = moved_at(kStart + 30s, 0s, 30s);
  const ClockMap map(compare_clocks(round_trips(their, 60s)).points);
  EXPECT_GT(map.error_at(kStart + 30s), 25s);
  EXPECT_GT(map.error_at(kStart + 60s + 1h), 3s);
}

TEST(ClockMap, GoesOverAThirdNode) {
  const ClockMap first({{kStart, kStart + 5s, 1ms}});
  const ClockMap second({{kStart, kStart + 1h, 2ms}});
  const ClockMap both = first.then(second);
  EXPECT_EQ(both.to_ours(kStart + 5s + 1h), kStart);
  EXPECT_GE(both.error_at(kStart), 3ms);
}

}  // namespace
}  // namespace canary
