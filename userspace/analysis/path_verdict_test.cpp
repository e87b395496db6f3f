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
using testing::after;
using testing::judged;
using testing::says;
using testing::slow;
using testing::TimelineBuilder;
using testing::upgrade;
using testing::verdict_of;

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

// ---- two ends ----

TEST(Verdict, IsMeasuredFromTheLaterReadyOfThePathsEnds) {
  const auto a = upgrade().answered(1, 12).lost(13, 55).answered(56, 65);
  EXPECT_EQ(verdict_of(a), Verdict::NotRecovered);
  TimelineBuilder b("node-b");
  b.peer("node-a").agent_gone(3s).agent_ready(5s).answered(1, 12).lost(13, 55).answered(56, 75);
  EXPECT_EQ(judged(together(a, b)).verdict, Verdict::Recovered);
}

TEST(Verdict, OfAControlPathNeedsNoHookOfXfrm) {
  TimelineBuilder builder("node-a");
  builder.control_peer("node-b").agent_gone(1s).agent_ready(2s).answered(1, 45).without_hooks();
  EXPECT_EQ(verdict_of(builder), Verdict::Unaffected);
}

}  // namespace
}  // namespace canary
