// SPDX-License-Identifier: Apache-2.0
// Whole stories, as the VM scenarios play them.
#include "analysis/judge.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::kStart;
using testing::TimelineBuilder;

TimelineBuilder upgrade(NodeName node, NodeName peer) {
  TimelineBuilder builder(std::move(node));
  builder.peer(std::move(peer)).agent_seen("1.13.0").agent_gone(1s).agent_ready(2s);
  return builder;
}

const Fate& only_fate(const PathJudgement& path) {
  EXPECT_EQ(path.outages.size(), 1u);
  EXPECT_EQ(path.outages.at(0).fates.size(), 1u);
  EXPECT_EQ(path.outages.at(0).unattributed, 0u);
  return path.outages.at(0).fates.at(0);
}

bool has_finding(const Judgement& judgement, std::string_view kind) {
  return std::ranges::find(judgement.findings, kind, &Finding::kind) != judgement.findings.end();
}

TEST(Judge, NoNodesAreInconclusive) { EXPECT_EQ(judge({}).verdict, Verdict::Inconclusive); }

TEST(Judge, NoPeersAreInconclusive) {
  const auto judgement = judge(TimelineBuilder("node-a").after_upgrade().ends(5s).timeline());
  EXPECT_EQ(judgement.verdict, Verdict::Inconclusive);
  EXPECT_EQ(judgement.reason, "no encrypted path was probed");
}

TEST(Judge, ControlPathsAloneAreInconclusive) {
  const auto judgement = judge(
      TimelineBuilder("node-a").after_upgrade().control_peer("node-b").answered(1, 45).timeline());
  EXPECT_EQ(judgement.paths.at(0).verdict, Verdict::Unaffected);
  EXPECT_EQ(judgement.verdict, Verdict::Inconclusive);
}

TEST(Judge, TheSilentUpgradeIsNotRecoveredAndTellsWhereThePacketsEnded) {
  // ENI, 1.13.0 -> 1.13.1: the stale policy encrypts to addresses that are no node's.
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 45);
  a.outer("0.0.0.0", "10.0.0.0");
  for (std::uint32_t i = 15; i <= 45; ++i) a.encrypted(i).freed_esp("NOT_SPECIFIED", i);
  a.control_peer("node-b").answered(1, 45);
  const auto judgement = judge(a.timeline());
  EXPECT_EQ(judgement.verdict, Verdict::NotRecovered);
  const auto& fate = only_fate(judgement.paths.at(0));
  EXPECT_EQ(fate.stage, Stage::SenderUplink);
  EXPECT_EQ(fate.node, "node-a");
  EXPECT_EQ(fate.spi, 3u);
  EXPECT_EQ(fate.outer, "0.0.0.0 -> 10.0.0.0");
  EXPECT_TRUE(judgement.drops.empty());
  EXPECT_TRUE(judgement.observer.xfrm_stat_delta.at("node-a").empty());
  EXPECT_FALSE(has_finding(judgement, "wire-loss"));
}

/// Both directions die with XfrmInNoStates between the two upgrades.
Timeline rolling(std::uint32_t last_lost, std::uint32_t last) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, last_lost);
  auto b = TimelineBuilder("node-b");
  b.agent_gone(3s).agent_ready(4s).peer("node-a").answered(1, 14).lost(15, last_lost);
  for (auto* builder : {&a, &b})
    if (last > last_lost) builder->answered(last_lost + 1, last);
  for (std::uint32_t i = 15; i <= last_lost; ++i) {
    a.encrypted(i).left_uplink(i);
    b.encrypted(i).left_uplink(i);
  }
  a.probed_by("node-b");
  b.probed_by("node-a");
  for (std::uint32_t i = 15; i <= last_lost; ++i) {
    a.dropped_esp("XfrmInNoStates", i);
    b.dropped_esp("XfrmInNoStates", i);
  }
  return together(a, b);
}

TEST(Judge, TheRollingUpgradeIsNotRecoveredWhileOneNodeIsOld) {
  const auto judgement = judge(rolling(90, 90));
  EXPECT_EQ(judgement.verdict, Verdict::NotRecovered);
  for (const auto& path : judgement.paths) {
    const auto& fate = only_fate(path);
    EXPECT_EQ(fate.stage, Stage::ReceiverDecrypt);
    EXPECT_EQ(fate.node, path.path.remote);
    EXPECT_EQ(fate.cause, "XfrmInNoStates");
    EXPECT_EQ(fate.spi, 3u);
  }
  ASSERT_EQ(judgement.drops.size(), 2u);
  EXPECT_EQ(judgement.drops[0].direction, "in");
  EXPECT_EQ(judgement.drops[0].packets, 76u);
}

TEST(Judge, TheRollingUpgradeIsRecoveredWhenBothNodesAreNew) {
  const auto judgement = judge(rolling(44, 70));
  EXPECT_EQ(judgement.verdict, Verdict::Recovered) << judgement.reason;
  EXPECT_EQ(judgement.node, "node-a, node-b");
  EXPECT_EQ(judgement.agents.size(), 2u);
}

TEST(Judge, TheFixedUpgradeIsRecoveredAndNamesThePolicyThatBlocked) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 21).answered(22, 45);
  for (std::uint32_t i = 15; i <= 21; ++i) a.dropped("XfrmOutPolBlock", i);
  const auto judgement = judge(a.timeline());
  EXPECT_EQ(judgement.verdict, Verdict::Recovered) << judgement.reason;
  const auto& fate = only_fate(judgement.paths.at(0));
  EXPECT_EQ(fate.stage, Stage::SenderPolicy);
  EXPECT_EQ(fate.cause, "XfrmOutPolBlock");
  EXPECT_EQ(judgement.agents.at(0).version_after, "1.13.2");
  EXPECT_EQ(judgement.observer.xfrm_stat_delta.at("node-a").at("XfrmOutPolBlock"), 7u);
}

TEST(Judge, LossOnTheWireBlamesNoXfrm) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 15).answered(16, 45);
  a.encrypted(15).left_uplink(15);
  auto b = upgrade("node-b", "node-a").answered(1, 45);
  b.probed_by("node-a").arrived(14);
  const auto judgement = judge(together(a, b));
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected) << judgement.reason;
  EXPECT_EQ(only_fate(judgement.paths.at(0)).stage, Stage::Wire);
  EXPECT_EQ(only_fate(judgement.paths.at(0)).cause, std::nullopt);
  EXPECT_TRUE(has_finding(judgement, "wire-loss"));
}

TEST(Judge, ALeakFailsAlthoughAllProbesCameThrough) {
  const auto judgement =
      judge(upgrade("node-a", "node-b").answered(1, 45).plaintext("node-b", 12, 1500ms).timeline());
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected);
  ASSERT_TRUE(has_finding(judgement, "plaintext-leak"));
}

TEST(Judge, TheHeaviestEncryptedPathDecides) {
  auto a = upgrade("node-a", "node-b").answered(1, 45);
  a.peer("node-c").answered(1, 14).lost(15, 45);
  a.control_peer("node-d").lost(1, 45);
  const auto judgement = judge(a.timeline());
  EXPECT_EQ(judgement.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(judgement.reason.starts_with(
      "1 of 2 encrypted paths is not-recovered: node-a -> node-c ipv4 encrypted"))
      << judgement.reason;
}

/// node-c becomes a peer when its first probe is sent.
Timeline with_a_late_peer(const TimelineBuilder& builder, std::uint32_t first_probe) {
  Timeline timeline = builder.timeline();
  for (Observation& seen : timeline.nodes.at(0).observations)
    if (const auto* path = std::get_if<PathAdded>(&seen.what); path && path->remote == "node-c")
      seen.at = kStart + first_probe * testing::kInterval;
  return timeline;
}

TEST(Judge, APathThatCameTooLateDoesNotDecide) {
  auto builder = upgrade("node-a", "node-b").answered(1, 45);
  const auto judgement = judge(with_a_late_peer(builder.peer("node-c").answered(44, 45), 44));
  EXPECT_EQ(judgement.paths.at(1).verdict, Verdict::Inconclusive);
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected);
  EXPECT_TRUE(judgement.reason.starts_with(
      "1 of 1 encrypted paths is unaffected (1 more came too late): node-a -> node-b"))
      << judgement.reason;
}

TEST(Judge, APathThatCameLateDecidesWhereItSaysSomething) {
  const auto base = upgrade("node-a", "node-b").answered(1, 45);
  const auto verdict_with = [&](auto&& told) {
    auto builder = base;
    told(builder.peer("node-c"));
    return judge(with_a_late_peer(builder, 40)).verdict;
  };
  EXPECT_EQ(verdict_with([](auto& late) { late.answered(40, 41).lost(42, 45); }),
            Verdict::NotRecovered);
  EXPECT_EQ(verdict_with([](auto& late) { late.lost(40, 40).answered(41, 42); }),
            Verdict::Inconclusive);
  EXPECT_EQ(verdict_with([](auto& late) { late.answered(40, 45); }), Verdict::Unaffected);
}

TEST(Judge, APathThatWasThereFromTheBeginningDecidesHoweverFewItsProbes) {
  auto builder = upgrade("node-a", "node-b").answered(1, 45);
  EXPECT_EQ(judge(builder.peer("node-c").answered(44, 45).timeline()).verdict,
            Verdict::Inconclusive);
}

TEST(Judge, WherePathsAllCameTooLateNothingIsKnown) {
  Timeline timeline = with_a_late_peer(upgrade("node-a", "node-b")
                                           .control_peer("node-b")
                                           .answered(1, 45)
                                           .peer("node-c")
                                           .answered(44, 45),
                                       44);
  std::erase_if(timeline.nodes.at(0).observations, [](const Observation& seen) {
    const auto* path = std::get_if<PathAdded>(&seen.what);
    return path != nullptr && path->remote == "node-b" && path->kind == PathKind::Encrypted;
  });
  EXPECT_EQ(judge(timeline).verdict, Verdict::Inconclusive);
}

TEST(Judge, AControlPathThatFailsTooSaysThatItIsNotIpsec) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 45);
  a.control_peer("node-b").answered(1, 14).lost(15, 45);
  for (std::uint32_t i = 15; i <= 45; ++i) a.left_in_clear(i);
  const auto judgement = judge(a.timeline());
  EXPECT_EQ(judgement.verdict, Verdict::NotRecovered);
  EXPECT_NE(judgement.reason.find("so it is not IPsec"), std::string::npos) << judgement.reason;
}

TEST(Judge, AControlPathThatNobodySawInTheClearDoesNotClearIpsec) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 45);
  a.control_peer("node-b").answered(1, 14).lost(15, 45);
  const auto reason = judge(a.timeline()).reason;
  EXPECT_NE(reason.find("nobody saw its packets in the clear"), std::string::npos) << reason;
}

TEST(Judge, AControlPathThatIsEncryptedAsWellDoesNotClearIpsec) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 45);
  a.control_peer("node-b").answered(1, 14).lost(15, 45);
  for (std::uint32_t i = 15; i <= 45; ++i) a.encrypted(i).left_uplink(i);
  const auto reason = judge(a.timeline()).reason;
  EXPECT_NE(reason.find("another encrypted path"), std::string::npos) << reason;
}

TEST(Judge, AControlPathThatWasInTheClearAtAnotherTimeDoesNotClearIpsec) {
  auto a = upgrade("node-a", "node-b").answered(1, 24).lost(25, 45);
  a.control_peer("node-b").lost(1, 20).answered(21, 24).lost(25, 45);
  for (std::uint32_t i = 1; i <= 20; ++i) a.left_in_clear(i);
  const auto reason = judge(a.timeline()).reason;
  EXPECT_NE(reason.find("nobody saw its packets in the clear"), std::string::npos) << reason;
}

TEST(Judge, AControlPathDoesNotClearIpsecOfWhatXfrmDropped) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 45);
  for (std::uint32_t i = 15; i <= 45; ++i) a.dropped("XfrmOutNoStates", i);
  a.xfrm_stat_rises("XfrmOutNoStates", 31);
  a.control_peer("node-b").answered(1, 14).lost(15, 45);
  for (std::uint32_t i = 15; i <= 45; ++i) a.left_in_clear(i);
  const auto reason = judge(a.timeline()).reason;
  EXPECT_NE(reason.find("XFRM dropped packets of this one"), std::string::npos) << reason;
}

TEST(Judge, AControlPathThatFailedAtAnotherTimeExcusesNothing) {
  auto a = upgrade("node-a", "node-b").answered(1, 14).lost(15, 45);
  a.control_peer("node-b").lost(1, 9).answered(10, 45);
  EXPECT_EQ(judge(a.timeline()).reason.find("so it is not IPsec"), std::string::npos);
}

TEST(Judge, DoesNotDependOnTheOrderOfObservations) {
  auto timeline = rolling(44, 70);
  const auto judgement = judge(timeline);
  for (auto& session : timeline.nodes) {
    // Paths are reported in the order in which they were added, so that one stays.
    std::ranges::reverse(session.observations);
  }
  EXPECT_EQ(judge(timeline), judgement);
}

TEST(Judge, SpansAllSessions) {
  const auto judgement = judge(rolling(44, 70));
  EXPECT_EQ(judgement.started, kStart);
  EXPECT_EQ(judgement.ended, kStart + 7300ms);
}

}  // namespace
}  // namespace canary
