// SPDX-License-Identifier: Apache-2.0
#include "ledger/wire_balance.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

SequenceCount range(std::uint32_t first, std::uint32_t highest, std::uint64_t missing = 0,
                    std::uint64_t duplicated = 0) {
  SequenceCount count;
  PacketsCounted told;
  told.packets = highest - first + 1 - missing + duplicated;
  told.sequences = SequencesCounted{.first = first, .highest = highest, .duplicated = duplicated};
  count.add(told);
  return count;
}

/// One state to `ended`, then another one from 1 on; nothing missing.
SequenceCount restarted(std::uint32_t first, std::uint32_t ended, std::uint32_t highest,
                        std::uint64_t missing = 0) {
  SequenceCount count;
  PacketsCounted told;
  const std::uint64_t before = ended - first + 1 - missing;
  told.packets = before + highest;
  told.sequences = SequencesCounted{.first = 1,
                                    .highest = highest,
                                    .restarts = 1,
                                    .ended_first = first,
                                    .ended_highest = ended,
                                    .ended_packets = before};
  count.add(told);
  return count;
}

TEST(WireBalance, OfTheSameNumbersIsTheDifference) {
  const auto wire = balance_wire(range(1, 100), range(1, 100, 3));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 3);
  EXPECT_EQ(wire->left_unwatched, 0u);
  EXPECT_EQ(wire->arrived_unwatched, 0u);
}

TEST(WireBalance, LeavesOutWhatTheReceiverDidNotWatch) {
  const auto wire = balance_wire(range(1, 1000), range(301, 700, 8));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 8);
  EXPECT_EQ(wire->left_unwatched, 600u);
}

TEST(WireBalance, LeavesOutWhatTheSenderDidNotWatch) {
  const auto wire = balance_wire(range(301, 700), range(1, 1000));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 0);
  EXPECT_EQ(wire->arrived_unwatched, 600u);
}

TEST(WireBalance, IsNotToldWhereNobodyKnowsOnWhichSideOfTheEndAPacketWasLost) {
  EXPECT_FALSE(balance_wire(range(301, 700), range(1, 1000, 8)));
}

TEST(WireBalance, IsToldUpToTheLastSampleBeforeTheEnd) {
  SequenceCount arrived;
  for (const auto& [highest, packets] : {std::pair{400u, 398u}, {800u, 795u}}) {
    PacketsCounted told;
    told.packets = packets;
    told.sequences = SequencesCounted{.first = 1, .highest = highest};
    arrived.add(told);
  }
  const auto wire = balance_wire(range(1, 700), arrived);
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 2);
  EXPECT_EQ(wire->left_unwatched, 300u);
  EXPECT_EQ(wire->arrived_unwatched, 397u);
}

TEST(WireBalance, CountsDuplicatesOnce) {
  const auto wire = balance_wire(range(1, 100), range(1, 100, 3, 10));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 3);
}

TEST(WireBalance, IsNegativeWhereMoreArrivedThanLeft) {
  const auto wire = balance_wire(range(1, 100, 10), range(1, 100));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, -10);
}

TEST(WireBalance, GoesAcrossANewState) {
  const auto wire = balance_wire(restarted(11, 500, 80), restarted(11, 498, 80, 2));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 4);
  EXPECT_EQ(wire->left_unwatched, 0u);
}

TEST(WireBalance, FindsTheStateThatTheReceiverWatched) {
  const auto wire = balance_wire(restarted(1, 5000, 300), range(2001, 4900, 7));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->lost, 7);
  EXPECT_EQ(wire->left_unwatched, 2400u);
}

TEST(WireBalance, IsNotToldWhereItMayBeEitherState) {
  EXPECT_FALSE(balance_wire(restarted(1, 5000, 300), range(101, 200)));
}

TEST(WireBalance, OfDisjointNumbersIsNotTold) {
  EXPECT_FALSE(balance_wire(range(1, 100), range(200, 300)));
}

}  // namespace
}  // namespace canary
