// SPDX-License-Identifier: Apache-2.0
#include "reading/loss_direction.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::sent_at;
using testing::ssid_of;
using testing::TimelineBuilder;

DirectionalLoss loss_of(const TimelineBuilder& builder) {
  return loss_by_direction(join_probes(builder.build()).at(0));
}

TimelineBuilder probing() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b");
  return builder;
}

/// One probe for each number, answered with it; negative: lost.
TimelineBuilder reflecting(const std::vector<int>& numbers) {
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  auto builder = probing();
  std::uint32_t sequence = 0;
  for (const int number : numbers) {
    ++sequence;
    builder.lost(sequence, sequence);
    if (number >= 0)
      builder.observe(
          sent_at(sequence) + 1ms,
          ReplyReceived{ssid_of(path), sequence, static_cast<std::uint32_t>(number), 1ms});
  }
  return builder;
}

TEST(LossDirection, WhatTheReflectorDidNotCountWasLostForward) {
  EXPECT_EQ(loss_of(probing().answered(1, 5).lost(6, 8).answered(9, 12)), (DirectionalLoss{3, 0}));
}

TEST(LossDirection, WhatTheReflectorCountedWasLostOnTheWayBack) {
  EXPECT_EQ(loss_of(probing().answered(1, 5).reply_lost(6, 8).answered(9, 12)),
            (DirectionalLoss{0, 3}));
}

TEST(LossDirection, BothInOneGapAreToldApart) {
  EXPECT_EQ(loss_of(probing().answered(1, 5).reply_lost(6, 6).lost(7, 8).answered(9, 12)),
            (DirectionalLoss{2, 1}));
}

TEST(LossDirection, IsUnknownBeforeTheFirstAndAfterTheLastAnswer) {
  EXPECT_EQ(loss_of(probing().lost(1, 3).answered(4, 6).lost(7, 9)), (DirectionalLoss{0, 0}));
}

TEST(LossDirection, IsUnknownAcrossARestartOfTheReflector) {
  EXPECT_EQ(loss_of(probing().answered(1, 30).lost(31, 33).reflector_restarts().answered(34, 40)),
            (DirectionalLoss{0, 0}));
}

TEST(LossDirection, IsKnownAgainAfterARestart) {
  EXPECT_EQ(
      loss_of(probing().answered(1, 30).reflector_restarts().answered(31, 40).lost(41, 42).answered(
          43, 50)),
      (DirectionalLoss{2, 0}));
}

TEST(LossDirection, ReorderingMovesNoLossIntoAnotherGap) {
  //                            1  2  3  4  5   6  7
  EXPECT_EQ(loss_of(reflecting({0, 2, 1, 3, -1, 4, 5})), (DirectionalLoss{1, 0}));
  // The lost one lies among the reordered: numbers 0..4 were given out, 5 requests came.
  EXPECT_EQ(loss_of(reflecting({0, 3, -1, 1, 4, 5})), (DirectionalLoss{0, 1}));
}

TEST(LossDirection, ADuplicatedRequestIsNoLossOnTheWayBack) {
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  auto builder = reflecting({0, 1, -1, 3, 4});
  builder.observe(sent_at(2) + 2ms, ReplyReceived{ssid_of(path), 2, 2, 1ms});
  EXPECT_EQ(loss_of(builder), (DirectionalLoss{1, 0}));
}

TEST(LossDirection, ALateAnswerBoundsAGapAsWell) {
  EXPECT_EQ(loss_of(probing().answered(1, 2).lost(3, 3).late(4, 4).answered(5, 6)),
            (DirectionalLoss{1, 0}));
}

TEST(LossDirection, IsUnknownWhereTheReflectorCountsMoreThanWasSent) {
  EXPECT_EQ(loss_of(reflecting({0, 1, -1, 9, 10})), (DirectionalLoss{0, 0}));
}

/// Answers with the sender's own numbers.
PathProbes echoed(std::uint32_t first) {
  PathProbes path;
  for (std::uint32_t sequence = first; sequence < first + 10; ++sequence) {
    ProbeResult probe;
    probe.sequence = sequence;
    probe.outcome = sequence == first + 5 ? Outcome::Lost : Outcome::Answered;
    if (probe.outcome == Outcome::Answered) probe.reflector_sequence = sequence;
    path.probes.push_back(probe);
  }
  return path;
}

TEST(LossByDirection, IsNotToldOfAStatelessReflector) {
  EXPECT_TRUE(is_stateless(echoed(1)));
  EXPECT_EQ(loss_by_direction(echoed(1)), DirectionalLoss{});
}

TEST(LossByDirection, CannotTellAStatelessReflectorInASessionThatBeginsWithZero) {
  EXPECT_FALSE(is_stateless(echoed(0)));
}

TEST(LossByDirection, KnowsAReflectorThatCountsFromZeroAsOneWithAMemory) {
  auto path = echoed(1);
  for (auto& probe : path.probes)
    if (probe.reflector_sequence) --*probe.reflector_sequence;
  EXPECT_FALSE(is_stateless(path));
}

}  // namespace
}  // namespace canary
