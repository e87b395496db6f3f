// SPDX-License-Identifier: Apache-2.0
// What was broken before; through judge(). The agent goes at 1 s and is ready at 2 s.
#include "analysis/before.h"

#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "analysis/testing/judged_path.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::judged;
using testing::says;
using testing::TimelineBuilder;
using testing::upgrade;

std::vector<std::string> broken_before(const TimelineBuilder& builder) {
  const auto judgement = judge(builder.timeline());
  const auto found = std::ranges::find(judgement.findings, "broken-before", &Finding::kind);
  return found == judgement.findings.end() ? std::vector<std::string>{} : found->evidence;
}

TEST(Before, OfAPathThatNeverAnsweredSaysSo) {
  const auto path = judged(upgrade().lost(1, 65));
  EXPECT_EQ(path.verdict, Verdict::NotRecovered);
  EXPECT_EQ(path.before, BeforeState::Broken);
  EXPECT_TRUE(says(path, "no probe was ever answered, also not before the agent went"))
      << path.reason;
}

TEST(Before, OfAPathThatBrokeBeforeTheAgentWentSaysSo) {
  const auto path = judged(upgrade().answered(1, 4).lost(5, 65));
  EXPECT_EQ(path.before, BeforeState::Broken);
  EXPECT_TRUE(says(path, "it was broken already before the agent went")) << path.reason;
}

TEST(Before, OfAPathThatWasMendedSaysSo) {
  const auto builder = upgrade().lost(1, 15).answered(16, 45);
  const auto path = judged(builder);
  EXPECT_EQ(path.verdict, Verdict::Recovered) << path.reason;
  EXPECT_TRUE(says(path, "it was broken already before the agent went"));
  EXPECT_EQ(broken_before(builder),
            (std::vector<std::string>{"mended: node-a -> node-b ipv4 encrypted"}));
}

TEST(Before, OfAPathThatTheUpgradeBrokeSaysThatItWorked) {
  const auto builder = upgrade().answered(1, 12).lost(13, 65);
  EXPECT_TRUE(says(judged(builder), "it worked before the agent went"));
  EXPECT_TRUE(broken_before(builder).empty());
}

TEST(Before, IsNotKnownWithoutATransition) {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b").lost(1, 45);
  const auto path = judged(builder);
  EXPECT_EQ(path.before, BeforeState::NotKnown);
  EXPECT_TRUE(says(path, "no probe was ever answered")) << path.reason;
}

}  // namespace
}  // namespace canary
