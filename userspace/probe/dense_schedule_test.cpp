// SPDX-License-Identifier: Apache-2.0
#include "probe/dense_schedule.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

std::map<std::size_t, int> count_in(DenseSchedule& schedule, Duration time) {
  std::map<std::size_t, int> count;
  while (schedule.next_due() && *schedule.next_due() < kStart + time)
    ++count[schedule.take_due(*schedule.next_due()).value()];
  return count;
}

TEST(DenseSchedule, ProbesAtOnceAndThenEveryInterval) {
  DenseSchedule schedule(2ms);
  schedule.add(7, 20ms, kStart);
  EXPECT_EQ(schedule.take_due(kStart), 7u);
  EXPECT_EQ(schedule.take_due(kStart + 19ms), std::nullopt);
  EXPECT_EQ(schedule.take_due(kStart + 20ms), 7u);
}

TEST(DenseSchedule, ManyShareWhatThereIsAndNoneIsForgotten) {
  DenseSchedule schedule(2ms);
  for (std::size_t path = 0; path < 100; ++path) schedule.add(path, 20ms, kStart);
  int all = 0;
  const auto count = count_in(schedule, 2s);
  for (const auto& [path, probes] : count) all += probes;
  EXPECT_EQ(count.size(), 100u);
  EXPECT_EQ(all, 1000);
  for (const auto& [path, probes] : count) EXPECT_GE(probes, 9) << path;
}

TEST(DenseSchedule, WhatIsRemovedIsProbedNoMore) {
  DenseSchedule schedule(2ms);
  schedule.add(1, 20ms, kStart);
  schedule.add(2, 20ms, kStart);
  schedule.remove(1);
  EXPECT_EQ(count_in(schedule, 100ms), (std::map<std::size_t, int>{{2, 5}}));
  schedule.remove(2);
  EXPECT_EQ(schedule.next_due(), std::nullopt);
}

TEST(DenseSchedule, AskedTwiceAPathIsNotProbedTwice) {
  DenseSchedule schedule(2ms);
  schedule.add(1, 20ms, kStart);
  EXPECT_EQ(schedule.take_due(kStart), 1u);
  schedule.add(1, 20ms, kStart + 1ms);
  EXPECT_EQ(schedule.next_due(), kStart + 20ms);
  schedule.add(1, 10ms, kStart + 2ms);
  EXPECT_EQ(schedule.next_due(), kStart + 2ms);
}

TEST(DenseSchedule, AMissedPlaceIsNotMadeUpFor) {
  DenseSchedule schedule(2ms);
  schedule.add(1, 20ms, kStart);
  EXPECT_EQ(schedule.take_due(kStart + 1s), 1u);
  EXPECT_EQ(schedule.next_due(), kStart + 1s + 20ms);
}

}  // namespace
}  // namespace canary
