// SPDX-License-Identifier: Apache-2.0
// A canary that is down is not IPsec that is down; through judge().
#include "analysis/canary_down.h"

#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "analysis/testing/judged_path.h"
#include "testing/ip.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::ip;
using testing::judged;
using testing::kPathToB;
using testing::kStart;
using testing::says;
using testing::ssid_of;
using testing::TimelineBuilder;
using testing::upgrade;

/// Lost from 3 s to the end.
TimelineBuilder lost_to_the_end() { return upgrade().answered(1, 30).lost(31, 65); }

TimelineBuilder& come_back(TimelineBuilder& builder, NoAnswerReason reason, Duration from,
                           Duration to) {
  for (Duration at = from; at <= to; at += 1s)
    builder.observe(
        kStart + at,
        NoAnswer{
            .ssid = ssid_of(kPathToB), .reason = reason, .source = ip("10.0.1.10"), .port = 862});
  return builder;
}

PathJudgement with(NoAnswerReason reason) {
  auto builder = lost_to_the_end();
  return judged(come_back(builder, reason, 3100ms, 6200ms));
}

TEST(CanaryDown, IsNotRecoveredWhereNothingCameBack) {
  EXPECT_EQ(judged(lost_to_the_end()).verdict, Verdict::NotRecovered);
}

TEST(CanaryDown, IsInconclusiveWhereNobodyListens) {
  const auto path = with(NoAnswerReason::NobodyListens);
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "nobody listens at 10.0.1.10:862 of node-b")) << path.reason;
}

TEST(CanaryDown, IsInconclusiveWhereTheKeyIsAnother) {
  EXPECT_TRUE(says(with(NoAnswerReason::OtherKey), "node-b has another key"));
}

TEST(CanaryDown, IsInconclusiveWhereAnotherPlaceAnswers) {
  EXPECT_TRUE(says(with(NoAnswerReason::OtherSource), "not where was probed"));
}

TEST(CanaryDown, IsInconclusiveWhereAnswersMatchNoProbe) {
  EXPECT_TRUE(says(with(NoAnswerReason::NoMatch), "answers no probe"));
}

TEST(CanaryDown, DoesNotExcuseWhatXfrmDropped) {
  auto builder = lost_to_the_end().dropped("XfrmOutPolBlock", 50);
  const auto path = judged(come_back(builder, NoAnswerReason::NobodyListens, 3100ms, 6200ms));
  EXPECT_EQ(path.verdict, Verdict::NotRecovered) << path.reason;
}

TEST(CanaryDown, DoesNotExcuseWhatFollowedWhenNothingCameBackAnyMore) {
  auto builder = upgrade().answered(1, 30).lost(31, 95);
  const auto path = judged(come_back(builder, NoAnswerReason::NobodyListens, 3100ms, 4200ms));
  EXPECT_EQ(path.verdict, Verdict::NotRecovered) << path.reason;
}

TEST(CanaryDown, KnowsFromItsOwnReflectorThatKeysDiffer) {
  auto builder = lost_to_the_end();
  for (Duration at = 3s; at <= 6s; at += 1s)
    builder.observe(kStart + at, RequestsRefused{ip("10.0.1.10"), ip("10.0.0.10"), 10});
  const auto path = judged(builder);
  EXPECT_EQ(path.verdict, Verdict::Inconclusive);
  EXPECT_TRUE(says(path, "node-b has another key, or none (not authentic 40 times)"))
      << path.reason;
}

TEST(CanaryDown, IsTold) {
  auto builder = lost_to_the_end();
  const auto judgement =
      judge(come_back(builder, NoAnswerReason::NobodyListens, 3100ms, 6200ms).timeline());
  const auto told = std::ranges::find(judgement.findings, "canary-trouble", &Finding::kind);
  ASSERT_NE(told, judgement.findings.end());
  EXPECT_EQ(told->severity, Severity::Warning);
  EXPECT_NE(told->summary.find("nobody listens at 10.0.1.10:862"), std::string::npos);
}

TEST(CanaryDown, IsNotToldOfAHealthyPath) {
  const auto judgement = judge(upgrade().answered(1, 45).timeline());
  EXPECT_EQ(std::ranges::find(judgement.findings, "canary-trouble", &Finding::kind),
            judgement.findings.end());
}

}  // namespace
}  // namespace canary
