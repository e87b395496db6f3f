// SPDX-License-Identifier: Apache-2.0
// Which paths are inconclusive, and their twins that are not, one claim a test, through judge().
#include <gtest/gtest.h>

#include "analysis/path_verdict.h"
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

/// Half a second without the hook that sees drops.
TimelineBuilder blind_for_a_while(TimelineBuilder builder, Duration from) {
  return builder.hook_detached("kfree_skb", from).hook_attached("kfree_skb", from + 500ms);
}

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
      judged(blind_for_a_while(upgrade().answered(1, 12).lost(13, 16).answered(17, 45), 3s));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "kfree_skb was not attached"));
}

TEST(Recovered, WhenTheBlindSpanLiesBeforeTheFirstLoss) {
  EXPECT_EQ(
      verdict_of(blind_for_a_while(upgrade().answered(1, 22).lost(23, 26).answered(27, 45), 1s)),
      Verdict::Recovered);
}

TEST(Inconclusive, WhenNothingWasLostButNobodyLooked) {
  EXPECT_EQ(verdict_of(blind_for_a_while(upgrade().answered(1, 45), 1s)), Verdict::Inconclusive);
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

TEST(Inconclusive, WhenTheOtherEndWasBlind) {
  const auto timeline = together(upgrade().answered(1, 45), [] {
    TimelineBuilder b("node-b");
    return blind_for_a_while(b.peer("node-a").agent_gone(1s).agent_ready(2s).answered(1, 45), 2s);
  }());
  EXPECT_EQ(judged(timeline).verdict, Verdict::Inconclusive);
}

TEST(Inconclusive, WhenHardlyAnyProbeWasAnsweredSinceBothEndsAreReady) {
  TimelineBuilder b("node-b");
  b.peer("node-a").agent_gone(3s).agent_ready(4400ms).answered(1, 70);
  const auto path = judged(together(upgrade().answered(1, 45), b));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "only 2 probes were answered"));
}

}  // namespace
}  // namespace canary
