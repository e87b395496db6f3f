// SPDX-License-Identifier: Apache-2.0
#include "ledger/sequence_count.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

PacketsCounted counted(std::uint64_t packets, const SequencesCounted& sequences) {
  PacketsCounted result;
  result.packets = packets;
  result.sequences = sequences;
  return result;
}

SequenceCount count_of(const std::vector<PacketsCounted>& told) {
  SequenceCount count;
  for (const auto& sample : told) count.add(sample);
  return count;
}

TEST(SequenceCount, WithoutNumbersIsNotKnown) {
  EXPECT_FALSE(SequenceCount().known());
  EXPECT_FALSE(count_of({PacketsCounted{}}).known());
}

TEST(SequenceCount, WithoutGapsIsKnownAtEveryNumber) {
  const auto count = count_of({counted(10, {.first = 5, .highest = 14})});
  EXPECT_EQ(count.before_first(), (SequencePlace{0, 4}));
  EXPECT_EQ(count.last(), (SequencePlace{0, 14}));
  EXPECT_EQ(count.up_to({0, 3}), 0u);
  EXPECT_EQ(count.up_to({0, 7}), 3u);
  EXPECT_EQ(count.up_to({0, 14}), 10u);
}

TEST(SequenceCount, BetweenSamplesWithGapsIsKnownAtTheSamplesOnly) {
  const auto count =
      count_of({counted(8, {.first = 1, .highest = 10}), counted(17, {.first = 1, .highest = 20}),
                counted(27, {.first = 1, .highest = 30})});
  EXPECT_EQ(count.up_to({0, 10}), 8u);
  EXPECT_EQ(count.up_to({0, 15}), std::nullopt);
  EXPECT_EQ(count.up_to({0, 20}), 17u);
  EXPECT_EQ(count.up_to({0, 25}), 22u);
}

TEST(SequenceCount, GoesOnBehindThirtyTwoBits) {
  const auto count = count_of({counted(2, {.first = 0xffff'fffe, .highest = 0xffff'ffff}),
                               counted(6, {.first = 0xffff'fffe, .highest = 3})});
  EXPECT_EQ(count.last(), (SequencePlace{0, 0x1'0000'0003}));
  EXPECT_EQ(count.up_to(count.last()), 6u);
}

TEST(SequenceCount, OfANewStateStandsBehindTheOldOne) {
  const auto count =
      count_of({counted(90, {.first = 11, .highest = 100}), counted(125, {.first = 1,
                                                                          .highest = 20,
                                                                          .restarts = 1,
                                                                          .ended_first = 11,
                                                                          .ended_highest = 115,
                                                                          .ended_packets = 105})});
  ASSERT_EQ(count.states().size(), 2u);
  EXPECT_EQ(count.states()[0].highest, 115u);
  EXPECT_EQ(count.up_to({0, 110}), 100u);
  EXPECT_EQ(count.up_to({1, 0}), 105u);
  EXPECT_EQ(count.up_to({1, 20}), 125u);
}

TEST(SequenceCount, ARestartBeforeTheFirstSampleIsKnown) {
  const auto count = count_of({counted(25, {.first = 1,
                                            .highest = 20,
                                            .restarts = 1,
                                            .ended_first = 96,
                                            .ended_highest = 100,
                                            .ended_packets = 5})});
  EXPECT_EQ(count.before_first(), (SequencePlace{0, 95}));
  EXPECT_EQ(count.up_to({0, 98}), 3u);
}

TEST(SequenceCount, TwoRestartsBetweenTwoSamplesAreNotKnown) {
  EXPECT_FALSE(count_of({counted(9, {.first = 1, .highest = 9}),
                         counted(30, {.first = 1, .highest = 9, .restarts = 2})})
                   .known());
}

TEST(SequenceCount, DuplicatesAreNoPacketsOfTheirOwn) {
  const auto count = count_of({counted(12, {.first = 1, .highest = 10, .duplicated = 2})});
  EXPECT_EQ(count.packets(), 10u);
  EXPECT_EQ(count.duplicated(), 2u);
  EXPECT_EQ(count.up_to({0, 4}), 4u);
}

TEST(SequenceCount, BehindAnOvertakenPacketOnlyTheEndsAreKnown) {
  const auto count = count_of({counted(9, {.first = 1, .highest = 10}),
                               counted(20, {.first = 1, .highest = 20, .reordered = 1})});
  EXPECT_EQ(count.up_to({0, 10}), std::nullopt);
  EXPECT_EQ(count.up_to({0, 0}), 0u);
  EXPECT_EQ(count.up_to({0, 20}), 20u);
}

TEST(SequenceCount, ASampleThatMissedAPacketOfItsNumberIsNotBelieved) {
  const auto count =
      count_of({counted(9, {.first = 1, .highest = 10}), counted(20, {.first = 1, .highest = 20})});
  EXPECT_EQ(count.up_to({0, 10}), std::nullopt);
  EXPECT_EQ(count.up_to({0, 20}), 20u);
}

}  // namespace
}  // namespace canary
