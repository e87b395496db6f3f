// SPDX-License-Identifier: Apache-2.0
#include "analysis/ledger.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum CounterStage;
using testing::TimelineBuilder;

constexpr auto kA = "10.0.0.200";
constexpr auto kB = "10.0.1.200";

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

TimelineBuilder sender() {
  return node("node-a", "node-b").counted(Encrypted, kA, kB, 100).counted(Left, kA, kB, 100);
}

TEST(Ledger, OfOneNodeSaysNothingOfTheOtherHalf) {
  const auto row = only_row(sender().timeline());
  EXPECT_EQ(row.local, "node-a");
  EXPECT_EQ(row.remote, kB);
  EXPECT_EQ(row.spi, 3u);
  EXPECT_EQ(row.encrypted, 100u);
  EXPECT_EQ(row.left, 100u);
  EXPECT_EQ(row.arrived, std::nullopt);
  EXPECT_EQ(row.lost_on_wire, std::nullopt);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, JoinsBothNodesHalves) {
  const auto b =
      node("node-b", "node-a").counted(Arrived, kA, kB, 97).counted(Decrypted, kA, kB, 97);
  const auto row = only_row(together(sender(), b));
  EXPECT_EQ(row.local, "node-a");
  EXPECT_EQ(row.remote, "node-b");
  EXPECT_EQ(row.arrived, 97u);
  EXPECT_EQ(row.decrypted, 97u);
  EXPECT_EQ(row.lost_on_wire, 3u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, TheLastOfSeveralTotalsCounts) {
  const auto row = only_row(sender().counted(Left, kA, kB, 60).timeline());
  EXPECT_EQ(row.left, 100u);
}

TEST(Ledger, DropsOnArrivalAreInTheBalance) {
  auto b = node("node-b", "node-a").counted(Arrived, kA, kB, 2).probed_by("node-a");
  b.dropped_esp("XfrmInNoStates", 1).dropped_esp("XfrmInNoStates", 2);
  const auto row = only_row(b.timeline());
  EXPECT_EQ(row.arrived, 2u);
  EXPECT_EQ(row.decrypted, 0u);
  EXPECT_EQ(row.dropped.at("XfrmInNoStates"), 2u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, PacketsThatNeverLeftAreUnbalanced) {
  const auto row =
      only_row(node("node-a", "node-b").counted(Encrypted, "0.0.0.0", "10.0.0.0", 31).timeline());
  EXPECT_EQ(row.remote, "10.0.0.0");
  EXPECT_EQ(row.left, 0u);
  EXPECT_EQ(row.unbalanced, 31);
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
                                .counted(Encrypted, kA, kB, 31)
                                .events_lost(1s, 2s)
                                .answered(1, 20)
                                .timeline());
  EXPECT_EQ(row.left, std::nullopt);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, AStateWithoutSourceDecryptsForTheOnlyPeerThatSent) {
  const auto row = only_row(node("node-b", "node-a")
                                .counted(Arrived, kA, kB, 9)
                                .counted(Decrypted, "0.0.0.0", kB, 9)
                                .timeline());
  EXPECT_EQ(row.decrypted, 9u);
  EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, AStateWithoutSourceIsNotSharedOutBetweenPeers) {
  const auto rows = ledger_of(node("node-b", "node-a")
                                  .counted(Arrived, kA, kB, 9)
                                  .counted(Arrived, "10.0.2.200", kB, 5)
                                  .counted(Decrypted, "0.0.0.0", kB, 14)
                                  .timeline());
  ASSERT_EQ(rows.size(), 3u);
  for (const auto& row : rows) EXPECT_EQ(row.unbalanced, 0);
}

TEST(Ledger, NoWireLossIsToldWhereTheReceiverWatchedForAShorterTime) {
  auto b = node("node-b", "node-a").ends(9s).counted(Arrived, kA, kB, 90);
  EXPECT_EQ(only_row(together(sender(), b)).lost_on_wire, std::nullopt);
}

}  // namespace
}  // namespace canary
