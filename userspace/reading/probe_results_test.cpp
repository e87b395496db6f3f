// SPDX-License-Identifier: Apache-2.0
#include "reading/probe_results.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kInterval;
using testing::kPathToB;
using testing::kStart;
using testing::sent_at;
using testing::ssid_of;
using testing::TimelineBuilder;

PathProbes joined(const TimelineBuilder& builder) { return join_probes(builder.build()).at(0); }

std::vector<Outcome> outcomes(const PathProbes& path) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(path.probes.size());
  for (const auto& probe : path.probes) outcomes.push_back(probe.outcome);
  return outcomes;
}

ReplyReceived reply_to(std::uint32_t sequence, std::uint32_t reflected) {
  return {ssid_of(kPathToB), sequence, reflected, 1ms};
}

TEST(ProbeResults, TellsAnsweredLateAndLostApart) {
  const auto path =
      joined(TimelineBuilder("node-a").peer("node-b").answered(1, 1).late(2, 2).lost(3, 3));
  EXPECT_EQ(path.path, kPathToB);
  EXPECT_EQ(outcomes(path), (std::vector{Outcome::Answered, Outcome::Late, Outcome::Lost}));
}

TEST(ProbeResults, AProbeWhoseDeadlineLiesBehindTheEndIsPending) {
  const auto path =
      joined(TimelineBuilder("node-a").peer("node-b").answered(1, 1).lost(2, 3).ends(450ms));
  EXPECT_EQ(outcomes(path), (std::vector{Outcome::Answered, Outcome::Lost, Outcome::Pending}));
  EXPECT_EQ(count_outcomes(path).sent, 2u);
}

TEST(ProbeResults, AnAnswerExactlyAtTheDeadlineIsInTime) {
  const auto path = joined(TimelineBuilder("node-a").peer("node-b").lost(1, 1).observe(
      sent_at(1) + 200ms, reply_to(1, 0)));
  EXPECT_EQ(path.probes.at(0).outcome, Outcome::Answered);
}

TEST(ProbeResults, TheEarliestOfSeveralRepliesCounts) {
  const auto path = joined(TimelineBuilder("node-a")
                               .peer("node-b")
                               .lost(1, 1)
                               .observe(sent_at(1) + 300ms, reply_to(1, 8))
                               .observe(sent_at(1) + 100ms, reply_to(1, 7)));
  EXPECT_EQ(path.probes.at(0).outcome, Outcome::Answered);
  EXPECT_EQ(path.probes.at(0).reflector_sequence, 7u);
  EXPECT_EQ(path.duplicate_reflections, (std::vector{8u}));
}

TEST(ProbeResults, RepliesMayOvertakeEachOtherAndTheRecordOfTheirProbe) {
  TimelineBuilder builder("node-a");
  builder.peer("node-b")
      .observe(sent_at(2) + 1ms, reply_to(2, 0))
      .observe(sent_at(2) + 2ms, reply_to(1, 1))
      .lost(2, 2)
      .lost(1, 1);
  const auto path = joined(builder);
  EXPECT_EQ(outcomes(path), (std::vector{Outcome::Answered, Outcome::Answered}));
  EXPECT_EQ(path.probes.at(0).sequence, 1u);
}

TEST(ProbeResults, ARefusedProbeIsLostWhetherOrNotItIsRecordedAsSent) {
  const auto only_refused =
      joined(TimelineBuilder("node-a").peer("node-b").refused(1, "Operation not permitted"));
  const auto sent_too = joined(
      TimelineBuilder("node-a").peer("node-b").lost(1, 1).refused(1, "Operation not permitted"));
  EXPECT_EQ(outcomes(only_refused), (std::vector{Outcome::Lost}));
  EXPECT_EQ(outcomes(sent_too), (std::vector{Outcome::Lost}));
  EXPECT_EQ(sent_too.probes.at(0).refusal, "Operation not permitted");
}

TEST(ProbeResults, EachPathHasItsOwnSequences) {
  const auto paths = join_probes(TimelineBuilder("node-a")
                                     .peer("node-b")
                                     .answered(1, 3)
                                     .peer("node-c")
                                     .lost(1, 3)
                                     .control_peer("node-b")
                                     .answered(1, 2)
                                     .build());
  ASSERT_EQ(paths.size(), 3u);
  EXPECT_EQ(count_outcomes(paths[0]).answered, 3u);
  EXPECT_EQ(count_outcomes(paths[1]).lost, 3u);
  EXPECT_EQ(paths[2].path.kind, PathKind::Control);
}

TEST(ProbeResults, AnAnswerToNothingIsIgnored) {
  const auto path = joined(TimelineBuilder("node-a").peer("node-b").answered(1, 1).observe(
      kStart + kInterval, reply_to(99, 5)));
  EXPECT_EQ(path.probes.size(), 1u);
}

TEST(RoundTripTimes, AreNearestRanksOfWhatWasAnswered) {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").lost(1, 100);
  for (std::uint32_t i = 1; i <= 100; ++i)
    builder.observe(sent_at(i) + i * 1ms,
                    ReplyReceived{ssid_of(kPathToB), i, i, std::chrono::milliseconds(i)});
  const auto times = round_trip_times(joined(builder));
  ASSERT_TRUE(times);
  EXPECT_EQ(times->p50, 50ms);
  EXPECT_EQ(times->p99, 99ms);
  EXPECT_EQ(times->max, 100ms);
}

TEST(RoundTripTimes, AreAbsentWhenNothingWasAnswered) {
  EXPECT_FALSE(round_trip_times(joined(TimelineBuilder("node-a").peer("node-b").lost(1, 3))));
}

}  // namespace
}  // namespace canary
