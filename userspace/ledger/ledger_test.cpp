// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum CounterStage;
using testing::kTunnelA;
using testing::kTunnelB;
using testing::TimelineBuilder;

std::vector<LedgerRow> ledger_of(const Timeline& timeline) {
  const std::vector<NodeSession> sessions(timeline.nodes.begin(), timeline.nodes.end());
  return make_ledger(sessions, AddressBook(sessions));
}

LedgerRow only_row(const Timeline& timeline) {
  const auto rows = ledger_of(timeline);
  EXPECT_EQ(rows.size(), 1u);
  return rows.empty() ? LedgerRow{} : rows.front();
}

TimelineBuilder node(NodeName name, NodeName peer) {
  TimelineBuilder builder(std::move(name));
  builder.peer(std::move(peer)).ends(10s);
  return builder;
}

TimelineBuilder hundred_sent() {
  return node("node-a", "node-b")
      .counted(Encrypted, kTunnelA, kTunnelB, 100)
      .counted(Left, kTunnelA, kTunnelB, 100);
}

TEST(Ledger, OfOneNodeSaysNothingOfTheOtherSide) {
  const auto row = only_row(hundred_sent().timeline());
  EXPECT_EQ(row.local, "node-a");
  EXPECT_EQ(row.remote, kTunnelB);
  EXPECT_EQ(row.spi, 3u);
  EXPECT_EQ(row.outer, std::string(kTunnelA) + " -> " + kTunnelB);
  EXPECT_EQ(row.encrypted, 100u);
  EXPECT_EQ(row.left, 100u);
  EXPECT_EQ(row.arrived, std::nullopt);
  EXPECT_EQ(row.lost_on_wire, std::nullopt);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, JoinsBothNodesHalves) {
  const auto b = node("node-b", "node-a")
                     .counted(Arrived, kTunnelA, kTunnelB, 97)
                     .counted(Decrypted, kTunnelA, kTunnelB, 97);
  const auto row = only_row(together(hundred_sent(), b));
  EXPECT_EQ(row.local, "node-a");
  EXPECT_EQ(row.remote, "node-b");
  EXPECT_EQ(row.arrived, 97u);
  EXPECT_EQ(row.decrypted, 97u);
  EXPECT_EQ(row.lost_on_wire, 3u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, TheLastOfSeveralTotalsCounts) {
  const auto row = only_row(hundred_sent().counted(Left, kTunnelA, kTunnelB, 60).timeline());
  EXPECT_EQ(row.left, 100u);
}

TEST(Ledger, DropsOnArrivalAreInTheBalance) {
  auto b = node("node-b", "node-a").counted(Arrived, kTunnelA, kTunnelB, 2).probed_by("node-a");
  b.dropped_esp("XfrmInNoStates", 1).dropped_esp("XfrmInNoStates", 2);
  const auto row = only_row(b.timeline());
  EXPECT_EQ(row.arrived, 2u);
  EXPECT_EQ(row.decrypted, 0u);
  EXPECT_EQ(row.dropped.at("XfrmInNoStates"), 2u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, WhatDiedBetweenArrivalAndXfrmIsInTheBalance) {
  ProbeFreed by_firewall{{}, ProbeLeg::Request, EspKey{3, 9}, "NETFILTER_DROP", "nf_hook_slow"};
  by_firewall.source = IpAddress::parse(kTunnelA).value();
  by_firewall.destination = IpAddress::parse(kTunnelB).value();
  auto b = node("node-b", "node-a").counted(Arrived, kTunnelA, kTunnelB, 5).probed_by("node-a");
  b.counted(Decrypted, kTunnelA, kTunnelB, 4).observe(testing::sent_at(5), by_firewall);
  const auto row = only_row(b.timeline());
  EXPECT_EQ(row.dropped.at("NETFILTER_DROP"), 1u);
  EXPECT_EQ(row.dropped_on_arrival, 1u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, WhatANodeSentAndFreedItselfIsMissingAmongWhatLeft) {
  ProbeFreed in_the_queue{{}, ProbeLeg::Request, EspKey{3, 9}, "NEIGH_FAILED", "neigh_invalidate"};
  in_the_queue.source = IpAddress::parse(kTunnelA).value();
  in_the_queue.destination = IpAddress::parse(kTunnelB).value();
  const auto row = only_row(hundred_sent()
                                .counted(Left, kTunnelA, kTunnelB, 99)
                                .observe(testing::sent_at(5), in_the_queue)
                                .timeline());
  EXPECT_EQ(row.dropped_on_arrival, 0u);
}

TEST(Ledger, DropsBeforeAPacketHasItsNumberAreNotMissedAmongTheEncrypted) {
  // An expired state: xfrm_output_one() refuses before xfrm_replay_overflow().
  PacketDropped expired;
  expired.cause = "XfrmOutStateExpired";
  expired.esp = EspKey{3, 0};
  expired.source = IpAddress::parse(kTunnelA).value();
  expired.destination = IpAddress::parse(kTunnelB).value();
  const auto row = only_row(hundred_sent()
                                .counted(Left, kTunnelA, kTunnelB, 100)
                                .observe(testing::sent_at(5), expired)
                                .timeline());
  EXPECT_EQ(row.dropped.at("XfrmOutStateExpired"), 1u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, PacketsThatNeverLeftWereLostBeforeTheWire) {
  const auto row =
      only_row(node("node-a", "node-b").counted(Encrypted, "0.0.0.0", "10.0.0.0", 31).timeline());
  EXPECT_EQ(row.remote, "10.0.0.0");
  EXPECT_EQ(row.left, 0u);
  EXPECT_EQ(row.lost_before_wire, 31u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, MoreThatLeftThanWasEncryptedIsUnbalanced) {
  const auto row = only_row(node("node-a", "node-b")
                                .counted(Encrypted, kTunnelA, kTunnelB, 31)
                                .counted(Left, kTunnelA, kTunnelB, 33)
                                .timeline());
  EXPECT_EQ(row.lost_before_wire, std::nullopt);
  EXPECT_EQ(row.unbalanced, -2);
  EXPECT_EQ(row.unbalanced_at.at("sender"), -2);
}

SequencesCounted numbers(std::uint32_t first, std::uint32_t highest) {
  return {.first = first, .highest = highest};
}

TEST(Ledger, NumbersThatWereGivenOutAndNotCountedAreUnbalanced) {
  auto a = node("node-a", "node-b");
  a.counted(Encrypted, kTunnelA, kTunnelB, 97, numbers(1, 100), 5s);
  EXPECT_EQ(only_row(a.timeline()).unbalanced, -3);
}

TEST(Ledger, PacketsOnTheirWayAtTheEndAreNotMissing) {
  auto a = node("node-a", "node-b");
  a.counted(Encrypted, kTunnelA, kTunnelB, 100, numbers(1, 100), 10s);
  a.counted(Left, kTunnelA, kTunnelB, 98, numbers(1, 98), 10s);
  const auto row = only_row(a.timeline());
  EXPECT_EQ(row.in_flight, 2);
  EXPECT_EQ(row.lost_before_wire, 0u);
}

TimelineBuilder counted_soon_after_attached(SequencesCounted left) {
  auto a = node("node-a", "node-b");
  a.observe(testing::sent_at(0), HookAttached{"tc_egress eth0", "tcx"});
  a.counted(Encrypted, kTunnelA, kTunnelB, 10, numbers(1, 10), 300ms);
  a.counted(Left, kTunnelA, kTunnelB, 10, numbers(left.first, 10), 300ms);
  a.counted(Encrypted, kTunnelA, kTunnelB, 100, numbers(1, 100), 5s);
  a.counted(Left, kTunnelA, kTunnelB, 98, left, 5s);
  return a;
}

TEST(Ledger, PacketsOnTheirWayAtTheBeginAreNotMissing) {
  const auto row = only_row(counted_soon_after_attached(numbers(3, 100)).timeline());
  EXPECT_EQ(row.in_flight, 2);
  EXPECT_EQ(row.lost_before_wire, 0u);
}

TEST(Ledger, PacketsThatWereLostLaterWereNotOnTheirWayAtTheBegin) {
  const auto row = only_row(counted_soon_after_attached(numbers(1, 98)).timeline());
  EXPECT_EQ(row.in_flight, 0);
  EXPECT_EQ(row.lost_before_wire, 2u);
}

TEST(Ledger, PacketsThatDidNotComeForLongAreMissing) {
  auto a = node("node-a", "node-b");
  a.counted(Encrypted, kTunnelA, kTunnelB, 100, numbers(1, 100), 5s);
  a.counted(Left, kTunnelA, kTunnelB, 98, numbers(1, 98), 5s);
  const auto row = only_row(a.timeline());
  EXPECT_EQ(row.in_flight, 0);
  EXPECT_EQ(row.lost_before_wire, 2u);
}

TEST(Ledger, WireLossIsToldByNumbersWhoeverWatchedLonger) {
  auto a = node("node-a", "node-b");
  a.counted(Left, kTunnelA, kTunnelB, 100, numbers(1, 100), 5s);
  auto b = node("node-b", "node-a").ends(9s);
  b.counted(Arrived, kTunnelA, kTunnelB, 57, numbers(21, 80), 5s)
      .counted(Decrypted, kTunnelA, kTunnelB, 57);
  const auto row = only_row(together(a, b));
  EXPECT_EQ(row.lost_on_wire, 3u);
  EXPECT_EQ(row.left_unwatched, 40u);
  EXPECT_EQ(row.arrived_unwatched, 0u);
}

TEST(Ledger, WireLossUnderABlindReceiverIsUnbalanced) {
  auto a = node("node-a", "node-b");
  a.answered(1, 20).counted(Left, kTunnelA, kTunnelB, 100, numbers(1, 100), 5s);
  auto b = node("node-b", "node-a").answered(1, 20).events_lost(1s, 2s);
  b.counted(Arrived, kTunnelA, kTunnelB, 97, numbers(1, 100), 5s);
  const auto row = only_row(together(a, b));
  EXPECT_EQ(row.lost_on_wire, std::nullopt);
  EXPECT_EQ(row.unbalanced_at.at("wire"), 3);
}

/// node-a encrypts probe 1 as 0.0.0.0 -> 10.0.0.0, and it leaves as node to node.
TimelineBuilder rewriting() {
  TimelineBuilder a("node-a");
  a.peer("node-b").answered(1, 1).ends(10s);
  a.outer("0.0.0.0", "10.0.0.0").encrypted(1).outer("192.0.2.1", "192.0.2.2").left_uplink(1);
  a.counted(Encrypted, "0.0.0.0", "10.0.0.0", 100);
  return a;
}

TEST(Ledger, JoinsWhatProbesShowToBeRewritten) {
  const auto row = only_row(rewriting().counted(Left, "192.0.2.1", "192.0.2.2", 93).timeline());
  EXPECT_EQ(row.encrypted, 100u);
  EXPECT_EQ(row.left, 93u);
  EXPECT_EQ(row.lost_before_wire, 7u);
  EXPECT_EQ(row.remote, "node-b");
}

TEST(Ledger, JoinsThemAlsoWhereANewStateGivesOutTheSameNumbers) {
  auto a = rewriting();
  a.counted(Left, "192.0.2.1", "192.0.2.2", 100);
  const auto esp = testing::esp_key(1, ProbeLeg::Request);
  const auto tunnel = [](const NodeName& name) { return testing::addresses_of(name).tunnel; };
  a.observe(testing::sent_at(50),
            ProbeEncrypted{{}, ProbeLeg::Request, esp, tunnel("node-a"), tunnel("node-b"), 0});
  a.observe(testing::sent_at(50) + 10us, ProbeLeftUplink{esp, tunnel("node-a"), tunnel("node-b")});
  EXPECT_EQ(only_row(a.timeline()).left, 100u);
}

TEST(Ledger, DoesNotJoinMoreThanWasEncrypted) {
  EXPECT_EQ(ledger_of(rewriting().counted(Left, "192.0.2.1", "192.0.2.2", 101).timeline()).size(),
            2u);
}

TEST(Ledger, DoesNotJoinWhatWasRewrittenInTwoWays) {
  auto a = rewriting();
  a.outer("0.0.0.0", "10.0.0.0").encrypted(2).outer("192.0.2.1", "192.0.2.3").left_uplink(2);
  a.counted(Left, "192.0.2.1", "192.0.2.2", 50).counted(Left, "192.0.2.1", "192.0.2.3", 50);
  EXPECT_EQ(ledger_of(a.timeline()).size(), 3u);
}

TEST(Ledger, PacketsThatLeftUnderOtherAddressesAreNotMissed) {
  const auto rows = ledger_of(node("node-a", "node-b")
                                  .counted(Encrypted, "0.0.0.0", "10.0.0.0", 31)
                                  .counted(Left, "192.0.2.1", "192.0.2.2", 31)
                                  .timeline());
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows) EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, AbsenceOverABlindSpanIsNotZero) {
  const auto row = only_row(node("node-a", "node-b")
                                .counted(Encrypted, kTunnelA, kTunnelB, 31)
                                .events_lost(1s, 2s)
                                .answered(1, 20)
                                .timeline());
  EXPECT_EQ(row.left, std::nullopt);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, AStateWithoutSourceDecryptsForTheOnlyPeerThatSent) {
  const auto row = only_row(node("node-b", "node-a")
                                .counted(Arrived, kTunnelA, kTunnelB, 9)
                                .counted(Decrypted, "0.0.0.0", kTunnelB, 9)
                                .timeline());
  EXPECT_EQ(row.decrypted, 9u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, AStateWithoutSourceIsNotSharedOutBetweenPeers) {
  const auto rows = ledger_of(node("node-b", "node-a")
                                  .counted(Arrived, kTunnelA, kTunnelB, 9)
                                  .counted(Arrived, "10.0.2.200", kTunnelB, 5)
                                  .counted(Decrypted, "0.0.0.0", kTunnelB, 14)
                                  .timeline());
  ASSERT_EQ(rows.size(), 3u);
  for (const auto& row : rows) EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, NoWireLossIsToldWhereTheReceiverWatchedForAShorterTime) {
  auto b = node("node-b", "node-a").ends(9s).counted(Arrived, kTunnelA, kTunnelB, 90);
  EXPECT_EQ(only_row(together(hundred_sent(), b)).lost_on_wire, std::nullopt);
}

}  // namespace
}  // namespace canary
