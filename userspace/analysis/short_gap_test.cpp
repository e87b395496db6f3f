// SPDX-License-Identifier: Apache-2.0
#include "analysis/short_gap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TimelineBuilder;

/// Probe 10 is sent 1 s after the start, and answered 400 us later.
TimelineBuilder upgrade_of_b() {
  TimelineBuilder builder("node-b");
  builder.peer("node-a").agent_gone(2s).agent_ready(3s).answered(1, 55);
  return builder;
}

/// `packets` at a distance of 100 us, from node-a with SPI 3.
TimelineBuilder& burst(TimelineBuilder& b, Duration at, int packets,
                       const std::string& cause = "XfrmInNoStates") {
  for (int i = 0; i < packets; ++i) {
    PacketDropped drop;
    drop.cause = cause;
    drop.esp = EspKey{3, static_cast<std::uint32_t>(1000 + i)};
    drop.source = testing::addresses_of("node-a").pod;
    drop.destination = testing::addresses_of("node-b").tunnel;
    b.observe(testing::kStart + at + i * 100us, drop);
  }
  return b;
}

std::vector<Finding> gaps(const TimelineBuilder& builder) {
  auto findings = judge(builder.timeline()).findings;
  std::erase_if(findings, [](const Finding& f) { return f.kind != "short-gap"; });
  return findings;
}

TEST(ShortGap, TellsWhoWhyHowManyAndHowLong) {
  auto b = upgrade_of_b();
  const auto found = gaps(burst(b, 1050ms, 7));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].node, "node-b");
  EXPECT_EQ(found[0].summary,
            "XfrmInNoStates on node-b, SPI 3: 7 packets from or to node-a dropped between probes, "
            "in 1 gap of up to 600 us");
  EXPECT_THAT(found[0].evidence, ElementsAre(HasSubstr("7 packets, 600 us from 2027-01-15T")));
}

TEST(ShortGap, IsBoundedByTheProbesAroundIt) {
  auto b = upgrade_of_b();
  const auto found = gaps(burst(b, 1050ms, 7));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].evidence, Contains(HasSubstr("at most 100 ms")));
}

TEST(ShortGap, IsAWarningWhereNoAgentHasGone) {
  auto b = upgrade_of_b();
  EXPECT_EQ(gaps(burst(b, 1050ms, 7)).at(0).severity, Severity::Warning);
}

TEST(ShortGap, IsExpectedWhereTheAgentHasGone) {
  auto b = upgrade_of_b();
  EXPECT_EQ(gaps(burst(b, 2050ms, 7)).at(0).severity, Severity::Info);
}

TEST(ShortGap, IsNoneWhereNothingWasDropped) { EXPECT_TRUE(gaps(upgrade_of_b()).empty()); }

TEST(ShortGap, IsNoneWhereProbesWereLost) {
  TimelineBuilder b("node-b");
  b.peer("node-a").agent_gone(2s).agent_ready(3s).answered(1, 10).lost(11, 13).answered(14, 55);
  EXPECT_TRUE(gaps(burst(b, 1050ms, 7)).empty());
}

TEST(ShortGap, AwayFromTheLostProbesIsToldNevertheless) {
  TimelineBuilder b("node-b");
  b.peer("node-a").agent_gone(2s).agent_ready(3s).answered(1, 10).lost(11, 13).answered(14, 55);
  EXPECT_EQ(gaps(burst(b, 2050ms, 7)).size(), 1u);
}

TEST(ShortGap, IsNoneWhereDropsAfterRecoveryTellIt) {
  auto b = upgrade_of_b();
  burst(b, 5050ms, 7);
  EXPECT_TRUE(gaps(b).empty());
  const auto findings = judge(b.timeline()).findings;
  EXPECT_TRUE(std::ranges::any_of(
      findings, [](const Finding& f) { return f.kind == "drops-after-recovery"; }));
}

TEST(ShortGap, IsNoneWhereDropsGoOnLongerThanAProbesInterval) {
  auto b = upgrade_of_b();
  EXPECT_TRUE(gaps(burst(b, 1050ms, 2000)).empty());
}

TEST(ShortGap, IsNoReplay) {
  auto b = upgrade_of_b();
  EXPECT_TRUE(gaps(burst(b, 1050ms, 7, "XfrmInStateSeqError")).empty());
}

TEST(ShortGap, SeveralOfOneKindAreOneFinding) {
  auto b = upgrade_of_b();
  burst(b, 1050ms, 7);
  const auto found = gaps(burst(b, 1450ms, 3));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].summary, HasSubstr("10 packets"));
  EXPECT_THAT(found[0].summary, HasSubstr("2 gaps of up to 600 us"));
  EXPECT_EQ(found[0].evidence.size(), 2u);
}

TEST(ShortGap, OfTwoCausesAreTwoFindings) {
  auto b = upgrade_of_b();
  burst(b, 1050ms, 7);
  EXPECT_EQ(gaps(burst(b, 1060ms, 3, "XfrmInStateInvalid")).size(), 2u);
}

}  // namespace
}  // namespace canary
