// SPDX-License-Identifier: Apache-2.0
#include "kernel/packet_counters.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace canary {
namespace {

canary_counter row(canary_counter_stage stage, std::uint64_t packets, std::uint64_t decrypted = 0) {
  canary_counter counter{};
  counter.spi_be = htonl(3);
  counter.stage = static_cast<canary_u8>(stage);
  counter.family = 4;
  counter.source[0] = 192;
  counter.destination[0] = 10;
  counter.packets = packets;
  counter.bytes = packets * 100;
  counter.decrypted_packets = decrypted;
  return counter;
}

TEST(PacketCounters, AddUpTheCpus) {
  PacketCounters counters;
  const std::vector first{row(CANARY_ENCRYPTED, 2), canary_counter{}};
  const std::vector second{canary_counter{}, row(CANARY_ENCRYPTED, 3)};
  const auto changes = counters.changed({first, second});
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].packets, 5u);
  EXPECT_EQ(changes[0].bytes, 500u);
  EXPECT_EQ(changes[0].spi, 3u);
  EXPECT_EQ(to_text(changes[0].outer_source), "192.0.0.0");
}

canary_counter with_sequences(canary_u32 first, canary_u32 highest) {
  canary_counter counter = row(CANARY_LEFT, highest - first + 1);
  counter.before_first = first - 1;
  counter.highest_sequence = highest;
  return counter;
}

TEST(PacketCounters, SequencesOfSeveralCpusAreOneRange) {
  PacketCounters counters;
  const auto changes = counters.changed(
      {std::vector{with_sequences(0xffff'fff0, 5)}, std::vector{with_sequences(0xffff'ffe0, 2)}});
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].sequences, (SequencesCounted{.first = 0xffff'ffe0, .highest = 5}));
}

TEST(PacketCounters, ARestartIsToldOfOneCpu) {
  canary_counter again = with_sequences(1, 9);
  again.restarts = 1;
  again.previous_packets = 7;
  again.previous_before_first = 2;
  again.previous_highest = 9;
  const auto sequences = PacketCounters().changed({std::vector{again}}).at(0).sequences;
  ASSERT_TRUE(sequences);
  EXPECT_EQ(sequences->ended_first, 3u);
  EXPECT_EQ(sequences->ended_highest, 9u);
  EXPECT_EQ(sequences->ended_packets, 7u);
}

TEST(PacketCounters, ARestartIsNotToldOfSeveralCpus) {
  canary_counter again = with_sequences(1, 9);
  again.restarts = 1;
  const auto changes =
      PacketCounters().changed({std::vector{again}, std::vector{with_sequences(2, 4)}});
  EXPECT_EQ(changes.at(0).sequences, std::nullopt);
}

TEST(PacketCounters, WhatDidNotChangeIsNotTold) {
  PacketCounters counters;
  const std::vector table{row(CANARY_LEFT, 2)};
  EXPECT_EQ(counters.changed({table}).size(), 1u);
  EXPECT_TRUE(counters.changed({table}).empty());
  EXPECT_EQ(counters.total(CounterStage::Left), 2u);
}

TEST(PacketCounters, AnArrivalSlotAlsoTellsWhatWasDecrypted) {
  PacketCounters counters;
  EXPECT_EQ(counters.changed({std::vector{row(CANARY_ARRIVED, 5, 4)}}).size(), 2u);
  EXPECT_EQ(counters.total(CounterStage::Arrived), 5u);
  EXPECT_EQ(counters.total(CounterStage::Decrypted), 4u);
}

TEST(PacketCounters, ADecryptionWithoutItsArrivalStillCounts) {
  PacketCounters counters;
  counters.changed({std::vector{row(CANARY_DECRYPTED, 0, 4)}});
  EXPECT_EQ(counters.total(CounterStage::Decrypted), 4u);
  EXPECT_EQ(counters.total(CounterStage::Arrived), 0u);
}

}  // namespace
}  // namespace canary
