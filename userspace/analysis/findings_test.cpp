// SPDX-License-Identifier: Apache-2.0
#include "analysis/findings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::TimelineBuilder;

TimelineBuilder good_upgrade() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").agent_gone(1s).agent_ready(2s).answered(1, 45);
  return builder;
}

std::vector<Finding> findings(const Timeline& timeline, std::string_view kind) {
  auto found = judge(timeline).findings;
  std::erase_if(found, [&](const Finding& finding) { return finding.kind != kind; });
  return found;
}

std::vector<Finding> findings(const TimelineBuilder& builder, std::string_view kind) {
  return findings(builder.timeline(), kind);
}

bool mentions(const std::vector<std::string>& lines, std::string_view words) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

TEST(Findings, ThereAreNoneWhereNothingHappened) {
  EXPECT_TRUE(judge(good_upgrade().timeline()).findings.empty());
}

// ---- plaintext-leak ----

TEST(Leak, IsAFailureThatTellsWhoHowManyAndWhen) {
  const auto found = findings(good_upgrade().plaintext("node-b", 12, 1500ms), "plaintext-leak");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Failure);
  EXPECT_EQ(found[0].node, "node-a");
  EXPECT_EQ(found[0].summary, "12 packets to node-b left node-a in the clear");
  EXPECT_TRUE(mentions(found[0].evidence, "10.0.0.10 -> 10.0.1.10"));
  EXPECT_TRUE(mentions(found[0].evidence, "500 ms after the agent was gone"));
}

TEST(Leak, FirstAndLastAreWhenTheTotalRose) {
  const auto found = findings(good_upgrade()
                                  .plaintext("node-b", 12, 2500ms)
                                  .plaintext("node-b", 15, 3s)
                                  .plaintext("node-b", 15, 4s),
                              "plaintext-leak");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(mentions(found[0].evidence, "500 ms after the agent was ready"));
  EXPECT_TRUE(mentions(found[0].evidence, "1.00 s after the agent was ready"));
}

TEST(Leak, OfProbesIsSeenWithoutACounter) {
  const auto found = findings(good_upgrade().left_in_clear(12).left_in_clear(13), "plaintext-leak");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].summary, "2 packets to node-b left node-a in the clear");
}

TEST(Leak, IsNotToldOfWhatADeviceMayEncrypt) {
  XfrmState state;
  state.offload = Offload::Packet;
  auto a = good_upgrade().left_in_clear(12).plaintext("node-b", 12, 1500ms);
  a.observe(testing::kStart, StatesSeen{EntryEvent::Added, {state}});
  const auto judgement = judge(a.timeline());
  EXPECT_TRUE(findings(a, "plaintext-leak").empty());
  ASSERT_EQ(judgement.clear.size(), 1U);
  EXPECT_EQ(judgement.clear[0].word, ClearWord::Offloaded);
}

TEST(Leak, OfAReplyIsTheReflectorsNodes) {
  TimelineBuilder b("node-b");
  b.after_upgrade().peer("node-a").answered(1, 45).probed_by("node-a").left_in_clear(7, Reply);
  const auto found = findings(b, "plaintext-leak");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].summary, "1 packet to node-a left node-b in the clear");
}

TEST(Leak, IsNotCountedTwiceWherePacketsAreProbes) {
  const auto found =
      findings(good_upgrade().left_in_clear(12).left_in_clear(13).plaintext("node-b", 2, 2s),
               "plaintext-leak");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].summary.starts_with("2 packets")) << found[0].summary;
}

TEST(Leak, OfWhichBothNodesRecordedIsOneFinding) {
  auto a = good_upgrade().left_in_clear(12).left_in_clear(13);
  TimelineBuilder b("node-b");
  b.after_upgrade().peer("node-a").answered(1, 45).probed_by("node-a").arrived_in_clear(12);
  const auto found = findings(Timeline{{a.build(), b.build()}}, "plaintext-leak");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].node, "node-a");
  EXPECT_TRUE(mentions(found[0].evidence, "node-b saw 1 of them come"));
}

/// Packets of a node itself, of which no table says anything.
PlaintextCounted ssh(std::uint64_t packets) {
  return {testing::addresses_of("node-a").pod, testing::addresses_of("node-b").pod, packets, 100,
          ClearKind{ClearWay::Left, 6, std::nullopt, std::nullopt}};
}

TEST(Leak, PlaintextThatNobodyDemandedIsCountedAndNone) {
  const auto judgement = judge(good_upgrade().observe(testing::kStart + 2s, ssh(3)).timeline());
  EXPECT_TRUE(judgement.findings.empty());
  ASSERT_EQ(judgement.clear.size(), 1u);
  EXPECT_EQ(judgement.clear[0].word, ClearWord::NotDemanded);
  EXPECT_EQ(judgement.clear[0].other, "node-b");
  EXPECT_EQ(judgement.clear[0].packets, 3u);
}

TEST(Leak, PlaintextThatAFlushedPolicyDemandedIsOne) {
  XfrmPolicy policy;
  policy.source = host_prefix(testing::addresses_of("node-a").pod);
  policy.destination = host_prefix(testing::addresses_of("node-b").pod);
  policy.templates.emplace_back();
  auto a = good_upgrade();
  a.observe(testing::kStart + 1s, PoliciesSeen{EntryEvent::Added, {policy}});
  a.observe(testing::kStart + 1500ms, PoliciesFlushed{});
  a.observe(testing::kStart + 4s, ssh(3));
  ASSERT_EQ(findings(a, "plaintext-leak").size(), 1u);
}

TEST(Leak, ProbesInTheClearAreNotToldTwiceUnderAnotherWord) {
  auto a = good_upgrade().left_in_clear(12).left_in_clear(13);
  a.observe(testing::kStart + 2s, ssh(2));
  const auto clear = judge(a.timeline()).clear;
  ASSERT_EQ(clear.size(), 1u);
  EXPECT_EQ(clear[0].word, ClearWord::Leaked);
}

TEST(Leak, PlaintextWithoutRoomIsToldOf) {
  auto a = good_upgrade();
  a.observe(testing::kStart + 2s, PlaintextUncounted{7});
  const auto found = findings(a, "plaintext-uncounted");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Warning);
}

TEST(Leak, AControlProbeInTheClearIsNone) {
  auto builder = good_upgrade().control_peer("node-b").answered(1, 45);
  builder.left_in_clear(3).arrived(3, Reply);
  EXPECT_TRUE(findings(builder, "plaintext-leak").empty());
}

TEST(Leak, ADecryptedPacketThatEntersAgainIsNone) {
  EXPECT_TRUE(findings(good_upgrade().arrived(3, Reply), "plaintext-leak").empty());
}

// ---- drops-after-recovery ----

TEST(LateDrops, FailFromTenPacketsOn) {
  const auto found = findings(good_upgrade().background_drops("XfrmInNoStates", 10, 4100ms),
                              "drops-after-recovery");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Failure);
  EXPECT_TRUE(mentions(found[0].evidence, "XfrmInNoStates: 10 packets"));
}

TEST(LateDrops, WarnBelowTen) {
  const auto found = findings(good_upgrade().background_drops("XfrmInNoStates", 9, 4100ms),
                              "drops-after-recovery");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Warning);
}

TEST(LateDrops, AreNoneWhileRecoveryMayGoOn) {
  EXPECT_TRUE(
      findings(good_upgrade().background_drops("XfrmInNoStates", 99, 4s), "drops-after-recovery")
          .empty());
}

TEST(LateDrops, OfAnUnknownAddressOnlyWarn) {
  PacketDropped drop;
  drop.cause = "XfrmInNoStates";
  drop.packets = 500;
  drop.source = IpAddress::parse("203.0.113.9").value();
  const auto found =
      findings(good_upgrade().observe(testing::kStart + 4100ms, drop), "drops-after-recovery");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Warning);
}

// ---- losses ----

TEST(WireLoss, TellsItsShare) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").answered(1, 99).lost(100, 100).answered(101, 200);
  a.encrypted(100).left_uplink(100);
  b.ends(60s).probed_by("node-a").arrived(99);
  const auto found = findings(together(a, b), "wire-loss");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Warning);
  EXPECT_EQ(found[0].summary,
            "0.5 % of the probes (1 of 200) on node-a -> node-b ipv4 encrypted were lost on the "
            "wire");
}

TEST(UnexplainedLoss, IsNeverCalledLossOnTheWire) {
  auto builder = TimelineBuilder("node-a");
  builder.after_upgrade().peer("node-b").answered(1, 20).lost(21, 21).answered(22, 45);
  EXPECT_TRUE(findings(builder, "wire-loss").empty());
  const auto found = findings(builder, "unexplained-loss");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(mentions(found[0].advice, "record on the other node too"));
}

TEST(SizeDependentLoss, IsFoundWhereOnlyLargeProbesAreLost) {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b");
  for (std::uint32_t i = 1; i <= 60; ++i) {
    builder.size(i % 10 == 0 ? 1400 : 44);
    i % 10 == 0 ? builder.lost(i, i) : builder.answered(i, i);
  }
  EXPECT_EQ(findings(builder, "size-dependent-loss").size(), 1u);
}

TEST(SizeDependentLoss, IsNoneWhereAllSizesAreLost) {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b");
  for (std::uint32_t i = 1; i <= 60; ++i) builder.size(i % 10 == 0 ? 1400 : 44).lost(i, i);
  EXPECT_TRUE(findings(builder, "size-dependent-loss").empty());
}

// ---- drops-unaccounted ----

TEST(UnaccountedDrops, TellBothCounts) {
  const auto found = findings(good_upgrade()
                                  .background_drops("XfrmInNoStates", 3, 1500ms)
                                  .xfrm_stat_rises("XfrmInNoStates", 5),
                              "drops-unaccounted");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Warning);
  EXPECT_TRUE(mentions(found[0].evidence, "XfrmInNoStates: 3 seen, 5 counted by the kernel"));
}

// ---- peer-not-asked ----

TEST(UnaskedPeer, IsAWarningThatNamesPeerAndReason) {
  const auto found = findings(
      good_upgrade().observe(testing::sent_at(45), PeerNotAsked{"node-b", "connection refused"}),
      "peer-not-asked");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Warning);
  EXPECT_EQ(found[0].summary,
            "node-b did not tell what it saw of the probes that node-a lost: connection refused");
  EXPECT_TRUE(mentions(found[0].advice, "record on the other node too"));
}

TEST(UnaskedPeer, IsNoneWhereItsRecordingIsJudgedToo) {
  auto a = good_upgrade();
  a.observe(testing::sent_at(45), PeerNotAsked{"node-b", "connection refused"});
  TimelineBuilder b("node-b");
  b.probed_by("node-a");
  EXPECT_TRUE(findings(together(a, b), "peer-not-asked").empty());
}

}  // namespace
}  // namespace canary
