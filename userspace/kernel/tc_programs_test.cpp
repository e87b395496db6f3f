// SPDX-License-Identifier: Apache-2.0
// The tc programs, loaded into this kernel and run on packets of our own (BPF_PROG_TEST_RUN).
#include <gtest/gtest.h>
#include <sched.h>

#include "kernel/event_decoder.h"
#include "kernel/plaintext_counters.h"
#include "kernel/testing/tc_programs_fixture.h"

namespace canary {
namespace {

using testing::Bytes;
using testing::Esp;
using testing::Ethernet;
using testing::Ip;
using testing::Layer;
using testing::StampRequestBytes;
using testing::TcPrograms;
using testing::Udp;

constexpr std::uint16_t kPort = 862;

TEST_F(TcPrograms, EspThatLeavesIsCountedByItsAddressesAndSpi) {
  const Layer packet = Ethernet() / Ip("10.0.0.200", "10.0.1.200") / Esp(3, 17);
  run(Hook::TcEgress, packet);
  run(Hook::TcEgress, packet);
  const auto counts = counted();
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].stage, CounterStage::Left);
  EXPECT_EQ(counts[0].spi, 3u);
  EXPECT_EQ(to_text(counts[0].outer_source), "10.0.0.200");
  EXPECT_EQ(to_text(counts[0].outer_destination), "10.0.1.200");
  EXPECT_EQ(counts[0].packets, 2u);
  EXPECT_EQ(counts[0].bytes, 2u * (20 + 40));
}

TEST_F(TcPrograms, EspThatArrivesIsCountedInBothFamilies) {
  run(Hook::TcIngress, Ethernet() / Ip("10.0.1.200", "10.0.0.200") / Esp(3, 1));
  run(Hook::TcIngress, Ethernet() / Ip("fd00:b::1", "fd00:a::1") / Esp(4, 1));
  const auto counts = counted();
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(to_text(counts[1].outer_source), "fd00:b::1");
  EXPECT_EQ(to_text(counts[1].outer_destination), "fd00:a::1");
}

TEST_F(TcPrograms, AddressesThatShareASlotAreCountedApart) {
  for (int peer = 0; peer < 200; ++peer)
    run(Hook::TcEgress,
        Ethernet() / Ip("10.0.0.200", "10.0.1." + std::to_string(peer)) / Esp(3, 1));
  EXPECT_EQ(counted().size(), 200u);
  EXPECT_EQ(counters_.total(CounterStage::Left), 200u);
}

TEST_F(TcPrograms, WhatFindsNoSlotIsCountedAsUncounted) {
  constexpr int kMoreThanTheTable = 3000;
  for (int peer = 0; peer < kMoreThanTheTable; ++peer)
    run(Hook::TcEgress, Ethernet() /
                            Ip("10.0.0.200", "10.0." + std::to_string(peer / 250) + "." +
                                                 std::to_string(peer % 250)) /
                            Esp(3, 1));
  counted();
  std::uint64_t uncounted = 0;
  for (const canary_cpu& cpu : programs_->cpus()) uncounted += cpu.packets_uncounted;
  EXPECT_GT(uncounted, 0u);
  EXPECT_EQ(counters_.total(CounterStage::Left) + uncounted, kMoreThanTheTable + 0u);
}

/// All packets on one CPU, as the packets of one flow are.
class TcProgramsOnOneCpu : public TcPrograms {
 protected:
  void SetUp() override {
    sched_getaffinity(0, sizeof(before_), &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<unsigned>(sched_getcpu()), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
    TcPrograms::SetUp();
  }
  void TearDown() override {
    TcPrograms::TearDown();
    sched_setaffinity(0, sizeof(before_), &before_);
  }

 private:
  cpu_set_t before_{};
};

/// Scattered, so that some crowd in the table.
std::string scattered_address(int number) {
  const auto octet = [](int value) { return "." + std::to_string(value % 256); };
  return "10" + octet(number * 37) + octet(number * number * 101) + octet(number * 59);
}

TEST_F(TcProgramsOnOneCpu, HalfOfTheTableFindsSlots) {
  constexpr int kPeers = 256;  // two slots each, and there are 1,024
  for (int peer = 0; peer < kPeers; ++peer) {
    const std::string address = scattered_address(peer);
    run(Hook::TcEgress, Ethernet() / Ip("10.9.0.200", address) / Esp(3, 1));
    run(Hook::TcIngress, Ethernet() / Ip(address, "10.9.0.200") / Esp(3, 1));
  }
  EXPECT_EQ(counted().size(), 2u * kPeers);
  for (const canary_cpu& cpu : programs_->cpus()) EXPECT_EQ(cpu.packets_uncounted, 0u);
}

class EspSequences : public TcProgramsOnOneCpu {
 protected:
  void arrive(std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t sequence = first; sequence != last + 1; ++sequence)
      run(Hook::TcIngress, Ethernet() / Ip("10.0.1.200", "10.0.0.200") / Esp(3, sequence));
  }
  PacketsCounted arrived() { return counted().at(0); }
  SequencesCounted sequences() { return arrived().sequences.copied().value(); }
};

TEST_F(EspSequences, AreToldFromTheFirstToTheHighest) {
  arrive(7, 9);
  arrive(12, 12);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 7, .highest = 12}));
}

TEST_F(EspSequences, WrapAtThirtyTwoBits) {
  arrive(0xffff'fffe, 3);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 0xffff'fffe, .highest = 3}));
}

TEST_F(EspSequences, ThatAreLateWereReordered) {
  arrive(1, 4);
  arrive(6, 9);
  arrive(5, 5);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 1, .highest = 9, .reordered = 1}));
}

TEST_F(EspSequences, OvertakenByTheFirstPacketAreReordered) {
  arrive(5, 6);
  arrive(2, 2);
  arrive(4, 4);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 2, .highest = 6, .reordered = 2}));
}

TEST_F(EspSequences, ThatComeTwiceAreDuplicated) {
  arrive(1, 40);
  arrive(40, 40);
  arrive(20, 20);
  arrive(42, 42);
  arrive(41, 41);
  arrive(41, 41);
  const auto seen = sequences();
  EXPECT_EQ(seen.duplicated, 3u);
  EXPECT_EQ(seen.reordered, 1u);
  EXPECT_EQ(seen.restarts, 0u);
}

TEST_F(EspSequences, EveryPacketTwiceIsNoRestart) {
  for (std::uint32_t sequence = 1; sequence <= 50; ++sequence) {
    arrive(sequence, sequence);
    arrive(sequence, sequence);
  }
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 1, .highest = 50, .duplicated = 50}));
}

TEST_F(EspSequences, OfANewStateBeginAgain) {
  arrive(10, 500);
  arrive(1, 20);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 1,
                                           .highest = 20,
                                           .restarts = 1,
                                           .ended_first = 10,
                                           .ended_highest = 500,
                                           .ended_packets = 491}));
}

TEST_F(EspSequences, BeginAgainEvenAfterAFewPackets) {
  arrive(1, 5);
  arrive(1, 9);
  const auto counts = arrived();
  EXPECT_EQ(counts.packets, 14u);
  EXPECT_EQ(counts.sequences, (SequencesCounted{.first = 1,
                                                .highest = 9,
                                                .restarts = 1,
                                                .ended_first = 1,
                                                .ended_highest = 5,
                                                .ended_packets = 5}));
}

TEST_F(EspSequences, DuplicatesOfTheFirstPacketsInAnyOrderAreNoRestart) {
  arrive(1, 8);
  arrive(1, 1);
  arrive(6, 6);
  arrive(9, 12);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 1, .highest = 12, .duplicated = 2}));
}

TEST_F(EspSequences, TheFirstPacketsComingLateAreNoRestart) {
  arrive(3, 10);
  arrive(1, 2);
  arrive(11, 12);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 1, .highest = 12, .reordered = 2}));
}

TEST_F(EspSequences, ADuplicateOfTheFirstAndTheSecondComingLateAreNoRestart) {
  arrive(1, 1);
  arrive(3, 3);
  arrive(1, 2);
  arrive(4, 12);
  EXPECT_EQ(sequences(),
            (SequencesCounted{.first = 1, .highest = 12, .duplicated = 1, .reordered = 1}));
}

TEST_F(EspSequences, AStragglerIsNoRestart) {
  arrive(1, 500);
  arrive(9, 9);
  arrive(501, 510);
  EXPECT_EQ(sequences(), (SequencesCounted{.first = 1, .highest = 510, .reordered = 1}));
}

TEST_F(TcPrograms, PlaintextBetweenProtectedAddressesIsALeak) {
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1000, 53, Bytes(20)));
  PlaintextCounters plaintext;
  const auto leaks = plaintext.changed(programs_->plaintext_map());
  ASSERT_EQ(leaks.size(), 1u);
  EXPECT_EQ(to_text(leaks[0].source), "10.0.0.10");
  EXPECT_EQ(to_text(leaks[0].destination), "10.0.1.10");
  EXPECT_EQ(leaks[0].packets, 1u);
}

TEST_F(TcPrograms, PlaintextElsewhereIsNone) {
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "192.0.2.2") / Udp(1000, 53, Bytes(20)));
  run(Hook::TcEgress, Ethernet() / Ip("192.0.2.1", "10.0.1.10") / Udp(1000, 53, Bytes(20)));
  run(Hook::TcIngress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1000, 53, Bytes(20)));
  run(Hook::TcEgress, Ethernet() / Ip("10.0.1.10", "10.0.0.10") / Udp(1000, 53, Bytes(20)));
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Esp(3, 1));
  run(Hook::TcIngress, Ethernet() / Ip("10.0.1.10", "10.0.0.10") / Esp(3, 1));
  PlaintextCounters plaintext;
  EXPECT_TRUE(plaintext.changed(programs_->plaintext_map()).empty());
}

TEST_F(TcPrograms, AProbeInTheClearIsNamed) {
  run(Hook::TcEgress,
      Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(40000, kPort, StampRequestBytes(7, 42)));
  ASSERT_EQ(events_.size(), 1u);
  const EventDecoder decoder({}, {}, {});
  const auto seen = std::get<ProbeLeftInClear>(*decoder.decode(events_[0]));
  EXPECT_EQ(seen.probe.ssid, 7u);
  EXPECT_EQ(seen.probe.sequence, 42u);
  EXPECT_EQ(seen.leg, ProbeLeg::Request);
}

TEST_F(TcPrograms, EventsOfProbesWakeNobodyUpUntilAQuarterOfTheRoomIsTaken) {
  constexpr int kEventBytes = sizeof(canary_event) + 8;  // BPF_RINGBUF_HDR_SZ
  constexpr int kQuarter = (CANARY_EVENT_BYTES / 4 + kEventBytes - 1) / kEventBytes;
  const Layer probe =
      Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(40000, kPort, StampRequestBytes(7, 42));
  flood(Hook::TcIngress, probe, kQuarter - 1);
  EXPECT_FALSE(woken(20));
  flood(Hook::TcIngress, probe, 1);
  EXPECT_TRUE(woken(1000));
}

TEST_F(TcPrograms, OtherPortsAndLengthsAreNoProbes) {
  run(Hook::TcIngress,
      Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(40000, kPort + 1, StampRequestBytes(7, 42)));
  run(Hook::TcIngress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(40000, kPort, Bytes(50)));
  EXPECT_TRUE(events_.empty());
}

TEST_F(TcPrograms, TruncatedAndForeignPacketsPassUnharmed) {
  const Layer esp = Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Esp(3, 1);
  constexpr std::size_t kShortest = 14 + 20;  // BPF_PROG_TEST_RUN takes no less
  for (std::size_t length = kShortest; length < esp.bytes().size(); ++length) {
    const Bytes cut(esp.bytes().begin(), esp.bytes().begin() + static_cast<std::ptrdiff_t>(length));
    for (const Hook hook : {Hook::TcEgress, Hook::TcIngress})
      run(hook, Layer(Layer::Kind::Ethernet, cut));
  }
  Bytes arp(14 + 46);
  arp[12] = 0x08;
  arp[13] = 0x06;
  run(Hook::TcEgress, Layer(Layer::Kind::Ethernet, arp));
}

}  // namespace
}  // namespace canary
