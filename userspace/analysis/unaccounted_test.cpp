// SPDX-License-Identifier: Apache-2.0
// What a node lost sight of weighs on the paths that it can have hit, and on no others.
#include "analysis/unaccounted.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/testing/judged_path.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::judged;
using testing::says;
using testing::TimelineBuilder;
using testing::upgrade;
using testing::verdict_of;

/// Probes 13 to 16 are lost, from 1.2 s to 1.5 s.
TimelineBuilder interrupted() { return upgrade().answered(1, 12).lost(13, 16).answered(17, 45); }

TimelineBuilder interrupted_by_a_policy() {
  auto builder = interrupted();
  for (std::uint32_t probe = 13; probe <= 16; ++probe) builder.dropped("XfrmOutPolBlock", probe);
  return builder;
}

TimelineBuilder other_end() {
  TimelineBuilder b("node-b");
  return b.peer("node-a").agent_gone(1s).agent_ready(2s).answered(1, 45);
}

TEST(Unaccounted, EventsThatWereLostWhileProbesDiedUnexplainedWeigh) {
  const auto path = judged(interrupted().events_lost(1s, 2s));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path,
                   "1 kernel events were lost on node-a for 1.00 s, and 4 lost probes of this "
                   "path are not explained"));
}

TEST(Unaccounted, TheyDoNotWhereAllLossIsExplained) {
  EXPECT_EQ(verdict_of(interrupted_by_a_policy().events_lost(1s, 2s)), Verdict::Recovered);
}

TEST(Unaccounted, TheyDoNotWhereProbesDiedAtAnotherTime) {
  EXPECT_EQ(verdict_of(interrupted().events_lost(1800ms, 2s)), Verdict::Recovered);
  EXPECT_EQ(verdict_of(interrupted().events_lost(1600ms, 2s)), Verdict::Inconclusive)
      << "a probe dies until its deadline";
}

TEST(Unaccounted, TheyDoNotWhereAllWasAnsweredAndProved) {
  EXPECT_EQ(verdict_of(upgrade().answered(1, 45).events_lost(1s, 2s)), Verdict::Unaffected);
}

TEST(Unaccounted, TheyWeighWhereAnAnswerIsNotProvedForThat) {
  const auto path = judged(
      upgrade().answered(1, 12).answered_unseen(13, 13).answered(14, 45).events_lost(1s, 2s));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "and 1 answered probe of this path is not proved"));
}

TEST(Unaccounted, ThoseOfTheOtherEndWeighAlike) {
  const auto verdict = [](const TimelineBuilder& a, const TimelineBuilder& b) {
    return judged(together(a, b)).verdict;
  };
  EXPECT_EQ(verdict(interrupted(), other_end().events_lost(1s, 2s)), Verdict::Inconclusive);
  EXPECT_EQ(verdict(interrupted_by_a_policy(), other_end().events_lost(1s, 2s)),
            Verdict::Recovered);
  EXPECT_EQ(verdict(upgrade().answered(1, 45), other_end().events_lost(1s, 2s)),
            Verdict::Unaffected);
}

TEST(Unaccounted, DropsThatNobodySawWeighWhereAProbeDiedUnexplained) {
  const auto path = judged(
      upgrade().answered(1, 30).lost(31, 31).answered(32, 45).xfrm_stat_rises("XfrmInNoStates", 2));
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path,
                   "are not those that its kernel counted (too few XfrmInNoStates), and 1 "
                   "lost probe of this path is not explained"));
}

TEST(Unaccounted, TheyDoNotWhereNoProbeDiedButAreTold) {
  const auto judgement =
      judge(upgrade().answered(1, 45).xfrm_stat_rises("XfrmInNoStates", 2).timeline());
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected);
  EXPECT_TRUE(std::ranges::any_of(judgement.findings, [](const Finding& finding) {
    return finding.kind == "drops-unaccounted";
  }));
}

TEST(Unaccounted, OfTwoPathsOnlyTheOneThatLostProbesIsInDoubt) {
  auto builder = interrupted();
  builder.peer("node-c").answered(1, 45).xfrm_stat_rises("XfrmInNoStates", 2);
  const auto judgement = judge(builder.timeline());
  ASSERT_EQ(judgement.paths.size(), 2u);
  EXPECT_EQ(judgement.paths[0].verdict, Verdict::Inconclusive);
  EXPECT_EQ(judgement.paths[1].verdict, Verdict::Unaffected);
}

}  // namespace
}  // namespace canary
