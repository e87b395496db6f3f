// SPDX-License-Identifier: Apache-2.0
#include "probe/schedule.h"

#include <gtest/gtest.h>

#include <map>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

ScheduleOptions options(std::size_t paths) {
  return {.paths = paths, .interval = 100ms, .large_every = 10, .seed = 7};
}

/// Takes what is due at every due time until `end`, in time.
std::vector<std::pair<Instant, DueProbe>> punctual(Schedule& schedule, Instant end) {
  std::vector<std::pair<Instant, DueProbe>> taken;
  while (*schedule.next_due() < end) {
    const Instant now = *schedule.next_due();
    for (const DueProbe& probe : schedule.take_due(now).due) taken.emplace_back(now, probe);
  }
  return taken;
}

TEST(Schedule, EveryPathIsDueOnceInEveryInterval) {
  Schedule schedule(options(300), kStart);
  for (int round = 1; round <= 3; ++round) {
    std::map<std::size_t, int> count;
    for (const auto& [at, probe] : punctual(schedule, kStart + round * 100ms)) ++count[probe.path];
    ASSERT_EQ(count.size(), 300u);
    for (const auto& [path, times] : count) EXPECT_EQ(times, 1) << path;
  }
}

TEST(Schedule, HundredsOfPathsMakeNoBurst) {
  Schedule schedule(options(300), kStart);
  std::map<std::int64_t, int> by_millisecond;
  for (const auto& [at, probe] : punctual(schedule, kStart + 100ms))
    ++by_millisecond[(at - kStart) / 1ms];
  ASSERT_EQ(by_millisecond.size(), 100u);
  for (const auto& [millisecond, probes] : by_millisecond) EXPECT_LE(probes, 4) << millisecond;
}

TEST(Schedule, APathKeepsItsPlaceToTheNanosecond) {
  Schedule schedule(options(1), kStart);
  const Instant first = *schedule.next_due();
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(*schedule.next_due(), first + i * 100ms);
    schedule.take_due(*schedule.next_due() + 3ms);
  }
}

TEST(Schedule, EveryTenthProbeOfAPathIsLarge) {
  Schedule schedule(options(2), kStart);
  std::map<std::size_t, std::vector<bool>> large;
  for (const auto& [at, probe] : punctual(schedule, kStart + 2s))
    large[probe.path].push_back(probe.large);
  for (const auto& [path, sizes] : large) {
    ASSERT_EQ(sizes.size(), 20u);
    for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(sizes[i], i == 9 || i == 19) << i;
  }
}

TEST(Schedule, WithoutLargeProbesNoneIsLarge) {
  ScheduleOptions small_only = options(1);
  small_only.large_every = 0;
  Schedule schedule(small_only, kStart);
  for (const auto& [at, probe] : punctual(schedule, kStart + 3s)) EXPECT_FALSE(probe.large);
}

TEST(Schedule, TheSameSeedGivesTheSameSchedule) {
  Schedule one(options(50), kStart), same(options(50), kStart);
  EXPECT_EQ(punctual(one, kStart + 1s), punctual(same, kStart + 1s));
}

TEST(Schedule, AnotherSeedGivesAnother) {
  ScheduleOptions reseeded = options(50);
  reseeded.seed = 8;
  Schedule one(options(50), kStart), other(reseeded, kStart);
  EXPECT_NE(punctual(one, kStart + 1s), punctual(other, kStart + 1s));
}

TEST(Schedule, ADelayWithinTheIntervalIsSentLateAndNoStall) {
  Schedule schedule(options(3), kStart);
  const auto turn = schedule.take_due(kStart + 100ms);
  EXPECT_EQ(turn.due.size(), 3u);
  EXPECT_FALSE(turn.stalled_since.has_value());
}

TEST(Schedule, AStallIsReportedSinceTheFirstMissedProbeAndNothingIsSentLate) {
  Schedule schedule(options(3), kStart);
  const Instant first_missed = *schedule.next_due();
  const auto turn = schedule.take_due(kStart + 5s);
  EXPECT_TRUE(turn.due.empty());
  EXPECT_EQ(turn.stalled_since, first_missed);
}

TEST(Schedule, AfterAStallEveryPathGoesOnAtItsPlaceWithoutABurst) {
  Schedule schedule(options(300), kStart);
  schedule.take_due(kStart + 5s);
  EXPECT_GT(*schedule.next_due(), kStart + 5s);
  const auto taken = punctual(schedule, kStart + 5100ms);
  EXPECT_EQ(taken.size(), 300u);
  for (const auto& [at, probe] : taken) EXPECT_EQ(schedule.take_due(at).due.size(), 0u);
}

TEST(Schedule, AShortIntervalIsNotStalledByTimerSlack) {
  ScheduleOptions fast = options(1);
  fast.interval = 1ms;
  Schedule schedule(fast, kStart);
  const auto turn = schedule.take_due(*schedule.next_due() + 5ms);
  EXPECT_FALSE(turn.stalled_since.has_value());
  EXPECT_EQ(turn.due.size(), 6u);
}

TEST(Schedule, PathsComeAndGoAndTheOthersKeepTheirPlaces) {
  Schedule schedule({.paths = 2, .interval = 100ms, .large_every = 0, .seed = 1}, kStart);
  schedule.remove(0);
  schedule.add(5, kStart + 10ms);
  std::map<std::size_t, std::vector<Instant>> at;
  while (*schedule.next_due() < kStart + 1s) {
    const Instant now = *schedule.next_due();
    for (const DueProbe& probe : schedule.take_due(now).due) at[probe.path].push_back(now);
  }
  EXPECT_EQ(at.count(0), 0u);
  for (const std::size_t path : {1u, 5u}) {
    ASSERT_GE(at[path].size(), 9u) << path;
    for (std::size_t i = 1; i < at[path].size(); ++i)
      EXPECT_EQ(at[path][i] - at[path][i - 1], 100ms);
  }
  EXPECT_GE(at[5].front(), kStart + 10ms);
  schedule.remove(1);
  schedule.remove(5);
  EXPECT_EQ(schedule.next_due(), std::nullopt);
}

TEST(Schedule, WithoutPathsNothingIsEverDue) {
  Schedule schedule(options(0), kStart);
  EXPECT_FALSE(schedule.next_due().has_value());
  EXPECT_TRUE(schedule.take_due(kStart + 1h).due.empty());
}

}  // namespace
}  // namespace canary
