// SPDX-License-Identifier: Apache-2.0
// The rules of docs/decisions/2026-11-22-verdict-rules.md and 2026-11-28-from-when-it-probes.md,
// one claim a test, through judge().
//
//   0 s          1 s            2 s                     4 s
//   ── baseline ── gone ┄┄┄┄┄┄┄┄ ready ── 2 s to recover ──┤       10 probes a second
#include "analysis/path_verdict.h"

#include <gtest/gtest.h>

#include "analysis/testing/judged_path.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::judged;
using testing::says;
using testing::TimelineBuilder;
using testing::upgrade;
using testing::verdict_of;

TimelineBuilder after() {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b");
  return builder;
}

/// Probes from 15 s on: attaching took so long.
TimelineBuilder slow() {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().begins_to_probe(15s).peer("node-b");
  return builder;
}

// ---- unaffected ----

TEST(Unaffected, WhenNothingWasLost) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45)), Verdict::Unaffected);
}

TEST(Unaffected, WhenProbesWereLostOneAtATimeAndNotByXfrm) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 20).lost(21, 21).answered(22, 45)),
            Verdict::Unaffected);
}

TEST(Unaffected, WhenSingleProbesAreLostEvenAtTheEnd) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 44).lost(45, 45)), Verdict::Unaffected);
}

TEST(Unaffected, AfterAnUpgradeNeedsNoTransition) {
  EXPECT_EQ(verdict_of(after().answered(1, 45)), Verdict::Unaffected);
}

TEST(Unaffected, HasNoRecovery) {
  EXPECT_FALSE(judged(upgrade().answered(1, 45)).recovery_after_ready);
}

// ---- recovered ----

TEST(Recovered, WhenTheOutageEndedBeforeReady) {
  const auto path = judged(upgrade().answered(1, 12).lost(13, 16).answered(17, 45));
  EXPECT_EQ(path.verdict, Verdict::Recovered) << path.reason;
  EXPECT_TRUE(says(path, "300 ms before the agent was ready"));
}

TEST(Recovered, WhenTheOutageEndedInsideTheTimeToRecover) {
  const auto path = judged(upgrade().answered(1, 12).lost(13, 39).answered(40, 45));
  EXPECT_EQ(path.verdict, Verdict::Recovered) << path.reason;
  EXPECT_TRUE(says(path, "2.00 s after the agent was ready"));
}

TEST(Recovered, TellsTheIntervalInWhichItWas) {
  // Last lost at 2.2 s, clean from 2.3 s; ready was seen at 2.0 s, and not yet at 1.8 s.
  const auto path = judged(upgrade().answered(1, 12).lost(13, 22).answered(23, 45));
  EXPECT_EQ(path.recovery_after_ready, (std::pair<Duration, Duration>(200ms, 500ms)));
}

TEST(Recovered, WhenXfrmDroppedASingleProbe) {
  const auto path = judged(
      upgrade().answered(1, 12).lost(13, 13).dropped("XfrmOutPolBlock", 13).answered(14, 45));
  EXPECT_EQ(path.verdict, Verdict::Recovered) << path.reason;
}

TEST(Recovered, WhenASingleProbeWasEncryptedAndNeverLeft) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 12).lost(13, 13).encrypted(13).answered(14, 45)),
            Verdict::Recovered);
}

TEST(Recovered, WhenXfrmDroppedSomethingWhileASingleProbeWasLost) {
  EXPECT_EQ(verdict_of(upgrade()
                           .answered(1, 12)
                           .lost(13, 13)
                           .background_drops("XfrmInNoStates", 1, 1305ms)
                           .answered(14, 45)),
            Verdict::Recovered);
}

TEST(Recovered, WhenThePathFlappedForAWhile) {
  auto builder = upgrade().answered(1, 12);
  for (std::uint32_t i = 13; i < 25; i += 2) builder.lost(i, i).answered(i + 1, i + 1);
  EXPECT_EQ(verdict_of(builder.answered(25, 45)), Verdict::Recovered);
}

TEST(Recovered, AfterAnUpgradeIsMeasuredFromTheStart) {
  const auto path = judged(after().lost(1, 10).answered(11, 45));
  EXPECT_EQ(path.verdict, Verdict::Recovered) << path.reason;
  EXPECT_TRUE(says(path, "1.10 s after the judged time began"));
  EXPECT_FALSE(path.recovery_after_ready) << "no agent was seen to get ready";
}

TEST(Recovered, AfterAnUpgradeHasItsWholeTimeHoweverLateProbingBegan) {
  EXPECT_EQ(verdict_of(slow().answered(151, 160).lost(161, 169).answered(170, 200)),
            Verdict::Recovered);
  const auto too_late = judged(slow().answered(151, 160).lost(161, 171).answered(172, 200));
  EXPECT_EQ(too_late.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(says(too_late, "2.10 s after the judged time began")) << too_late.reason;
}

// ---- not recovered ----

TEST(NotRecovered, WhenEverythingIsLostToTheEnd) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 12).lost(13, 45)), Verdict::NotRecovered);
}

TEST(NotRecovered, WhenTheOutageEndedTooLate) {
  const auto path = judged(upgrade().answered(1, 12).lost(13, 41).answered(42, 50));
  EXPECT_EQ(path.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(says(path, "2.10 s after the agent was ready"));
}

TEST(NotRecovered, WhenAnOutageBeganTooLate) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).lost(46, 49).answered(50, 60)),
            Verdict::NotRecovered);
}

TEST(NotRecovered, WhenASingleProbeWasDroppedByXfrmTooLate) {
  EXPECT_EQ(
      verdict_of(
          upgrade().answered(1, 45).lost(46, 46).dropped("XfrmOutPolBlock", 46).answered(47, 60)),
      Verdict::NotRecovered);
}

TEST(NotRecovered, WhenThePathFlapsToTheEnd) {
  auto builder = upgrade().answered(1, 12);
  for (std::uint32_t i = 13; i < 45; i += 2) builder.lost(i, i).answered(i + 1, i + 1);
  EXPECT_EQ(verdict_of(builder), Verdict::NotRecovered);
}

TEST(NotRecovered, WhenTheAgentNeverCameBackAndNeitherDidTraffic) {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").agent_gone(1s).answered(1, 12).lost(13, 45);
  const auto path = judged(builder);
  EXPECT_EQ(path.verdict, Verdict::NotRecovered);
  EXPECT_TRUE(says(path, "the agent had not come back"));
}

TEST(NotRecovered, WhenTrafficDiedAlthoughTheAgentNeverWent) {
  TimelineBuilder builder("node-a");
  EXPECT_EQ(verdict_of(builder.peer("node-b").answered(1, 12).lost(13, 45)), Verdict::NotRecovered);
}

TEST(NotRecovered, AlsoOverABlindSpan) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 12).lost(13, 45).events_lost(1s, 4s)),
            Verdict::NotRecovered);
}

TEST(NotRecovered, AfterAnUpgradeHoweverSoonTheObserverLeaves) {
  EXPECT_EQ(verdict_of(after().lost(1, 8).ends(1s, "interrupted")), Verdict::NotRecovered);
}

TEST(Unaffected, WhenProbesNowAndThenAreRefusedBesideOthersOfTheirSize) {
  auto builder = upgrade().answered(1, 20);
  for (std::uint32_t i = 21; i <= 60; ++i)
    i % 12 == 0 ? builder.refused(i, "Operation not permitted") : builder.answered(i, i);
  EXPECT_EQ(verdict_of(builder), Verdict::Unaffected);
}

TEST(NotRecovered, WhenOnlyLargeProbesAreRefused) {
  auto builder = upgrade();
  for (std::uint32_t i = 1; i <= 60; ++i) {
    const bool large = i % 5 == 0;
    builder.size(large ? 1400 : 44);
    large ? builder.refused(i, "Message too long") : builder.answered(i, i);
  }
  EXPECT_EQ(verdict_of(builder), Verdict::NotRecovered);
}

TEST(NotRecovered, WhenOnlyLargeProbesAreLost) {
  auto builder = upgrade();
  for (std::uint32_t i = 1; i <= 60; ++i) {
    const bool large = i % 5 == 0;
    builder.size(large ? 1400 : 44);
    large ? builder.lost(i, i) : builder.answered(i, i);
  }
  EXPECT_EQ(verdict_of(builder), Verdict::NotRecovered);
}

// ---- inconclusive ----

TEST(Inconclusive, WithoutAnyProbe) {
  const auto path = judged(upgrade().ends(5s));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "no probe"));
}

TEST(Inconclusive, WithoutAnyAnswer) {
  EXPECT_EQ(verdict_of(after().lost(1, 2).ends(5s)), Verdict::Inconclusive);
}

TEST(Inconclusive, WhenTheAgentNeverWent) {
  TimelineBuilder builder("node-a");
  const auto path = judged(builder.peer("node-b").answered(1, 45));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "no upgrade was seen"));
}

TEST(Inconclusive, WhenTheAgentHasNotComeBackAndTrafficFlows) {
  TimelineBuilder builder("node-a");
  EXPECT_EQ(verdict_of(builder.peer("node-b").agent_gone(1s).answered(1, 45)),
            Verdict::Inconclusive);
}

TEST(Inconclusive, WhenTheObserverLeftBeforeRecoveryWasDue) {
  const auto path = judged(upgrade().answered(1, 12).lost(13, 28).ends(3s, "interrupted"));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "but recovery may take 2.00 s"));
}

TEST(Inconclusive, WhenTheObserverLeftBeforeTheSettleTimeWasOver) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 28).ends(3s, "interrupted")), Verdict::Inconclusive);
}

TEST(Inconclusive, WhenTheObserverLeftBeforeTheSettleTimeAfterALateStartWasOver) {
  const auto path = judged(slow().answered(151, 168).ends(16'900ms, "interrupted"));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "only 1.90 s of the settle time of 2.00 s were watched")) << path.reason;
}

TEST(Inconclusive, WhenTheCleanRunWasCutShort) {
  const auto path = judged(upgrade().answered(1, 12).lost(13, 39).answered(40, 41));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "2 of 3 clean probes"));
}

TEST(Inconclusive, WhenRecoveryLiesOverABlindSpan) {
  const auto path =
      judged(upgrade().answered(1, 12).lost(13, 16).answered(17, 45).events_lost(3s, 3500ms));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "events were lost"));
}

TEST(Recovered, WhenTheBlindSpanLiesBeforeTheFirstLoss) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 22).lost(23, 26).answered(27, 45).events_lost(1s, 2s)),
            Verdict::Recovered);
}

TEST(Inconclusive, WhenNothingWasLostButNobodyLooked) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).events_lost(1s, 2s)), Verdict::Inconclusive);
}

TEST(Inconclusive, WhenTheProberStoodStill) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).stalled(2500ms, 3s)), Verdict::Inconclusive);
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).stalled(2500ms, 2600ms)), Verdict::Unaffected);
}

TEST(Inconclusive, WhenANeededHookNeverRan) {
  const auto path = judged(upgrade().answered(1, 45).hook_never_ran("xfrm_replay_overflow"));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "xfrm_replay_overflow never ran on node-a"));
}

TEST(Inconclusive, WithoutKernelEvidence) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).without_hooks()), Verdict::Inconclusive);
}

TEST(Inconclusive, WhenTheKernelCountedDropsThatWereNotSeen) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).xfrm_stat_rises("XfrmInNoStates", 2)),
            Verdict::Inconclusive);
}

TEST(Inconclusive, WhenTheOtherEndWasBlind) {
  const auto timeline = together(upgrade().answered(1, 45), [] {
    TimelineBuilder b("node-b");
    return b.peer("node-a").agent_gone(1s).agent_ready(2s).answered(1, 45).events_lost(2s, 3s);
  }());
  EXPECT_EQ(judged(timeline).verdict, Verdict::Inconclusive);
}

// ---- two ends ----

TEST(Verdict, IsMeasuredFromTheLaterReadyOfThePathsEnds) {
  const auto a = upgrade().answered(1, 12).lost(13, 55).answered(56, 65);
  EXPECT_EQ(verdict_of(a), Verdict::NotRecovered);
  TimelineBuilder b("node-b");
  b.peer("node-a").agent_gone(3s).agent_ready(5s).answered(1, 12).lost(13, 55).answered(56, 75);
  EXPECT_EQ(judged(together(a, b)).verdict, Verdict::Recovered);
}

TEST(Inconclusive, WhenHardlyAnyProbeWasAnsweredSinceBothEndsAreReady) {
  TimelineBuilder b("node-b");
  b.peer("node-a").agent_gone(3s).agent_ready(4400ms).answered(1, 70);
  const auto path = judged(together(upgrade().answered(1, 45), b));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "only 2 probes were answered"));
}

TEST(Verdict, OfAControlPathNeedsNoHookOfXfrm) {
  TimelineBuilder builder("node-a");
  builder.control_peer("node-b").agent_gone(1s).agent_ready(2s).answered(1, 45).without_hooks();
  EXPECT_EQ(verdict_of(builder), Verdict::Unaffected);
}

}  // namespace
}  // namespace canary
