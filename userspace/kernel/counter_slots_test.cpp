// SPDX-License-Identifier: Apache-2.0
#include "kernel/counter_slots.h"

#include <gtest/gtest.h>

#include <bit>

#include "bpf/abi.h"

namespace canary {
namespace {

TEST(CounterSlots, KeepHalfOfTheTableFree) {
  EXPECT_EQ(counter_slots({.peers = 1024, .cpus = 64}), 16384u);
  EXPECT_EQ(counter_slots({.peers = 1025, .cpus = 64}), 32768u);
}

TEST(CounterSlots, AreEnoughForAFewPeersAnyway) {
  EXPECT_EQ(counter_slots({.peers = 0}), 1024u);
  EXPECT_EQ(counter_slots({.peers = 1, .cpus = 4096}), 1024u);
}

TEST(CounterSlots, FitIntoOneValueOfAnArray) {
  const std::size_t slots = counter_slots({.peers = 100'000});
  EXPECT_TRUE(std::has_single_bit(slots));
  EXPECT_LE(sizeof(canary_cpu) + slots * sizeof(canary_counter), std::size_t{4} << 20);
}

TEST(CounterSlots, OfPeersThatComeLaterAreThereWhereCpusAreFew) {
  EXPECT_EQ(counter_slots({.peers = 3, .peers_later = 1024, .cpus = 1}), 16384u);
  EXPECT_EQ(counter_slots({.peers = 3, .peers_later = 1024, .cpus = 64}), 16384u);
}

TEST(CounterSlots, OfPeersThatComeLaterTakeNoMoreThan128MiBOfAllCpus) {
  for (const std::size_t cpus : {65u, 100u, 128u, 256u, 512u}) {
    const std::size_t slots = counter_slots({.peers = 3, .peers_later = 1024, .cpus = cpus});
    EXPECT_TRUE(std::has_single_bit(slots));
    EXPECT_LE(cpus * slots * sizeof(canary_counter), std::size_t{128} << 20) << cpus;
    EXPECT_GT(cpus * slots * sizeof(canary_counter), std::size_t{31} << 20) << cpus;
  }
}

TEST(CounterSlots, OfKnownPeersAreThereWhateverTheyTake) {
  EXPECT_EQ(counter_slots({.peers = 1500, .peers_later = 1024, .cpus = 512}), 32768u);
}

}  // namespace
}  // namespace canary
