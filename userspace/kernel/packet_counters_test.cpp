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
