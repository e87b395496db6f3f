// SPDX-License-Identifier: Apache-2.0
#include "ledger/unbalanced.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum CounterStage;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::kTunnelA;
using testing::kTunnelB;
using testing::TimelineBuilder;

TimelineBuilder receiver() {
  TimelineBuilder builder("node-b");
  builder.peer("node-a").answered(1, 20).ends(10s);
  builder.counted(Arrived, kTunnelA, kTunnelB, 10);
  return builder;
}

std::vector<Finding> unbalanced(const TimelineBuilder& builder) {
  auto findings = judge(builder.timeline()).findings;
  std::erase_if(findings, [](const Finding& f) { return f.kind != "ledger-unbalanced"; });
  return findings;
}

TEST(Unbalanced, PacketsThatVanishOnANodeAreFound) {
  const auto findings = unbalanced(receiver().counted(Decrypted, kTunnelA, kTunnelB, 7));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].node, "node-b");
  EXPECT_EQ(findings[0].summary,
            "3 packets from 10.0.0.200 to node-b with SPI 3 cannot be accounted for on node-b");
  EXPECT_THAT(findings[0].evidence, Contains("10 arrived, 7 decrypted, 0 dropped on arrival"));
  EXPECT_THAT(findings[0].evidence, Contains("no blind span explains it"));
}

TEST(Unbalanced, PacketsThatXfrmDroppedAreAccountedFor) {
  auto b = receiver();
  b.probed_by("node-a").dropped_esp("XfrmInNoStates", 1).dropped_esp("XfrmInNoStates", 2);
  b.dropped_esp("XfrmInStateSeqError", 3);
  EXPECT_TRUE(unbalanced(b.counted(Decrypted, kTunnelA, kTunnelB, 7)).empty());
}

TEST(Unbalanced, ABlindSpanThatExplainsItIsNamed) {
  const auto findings =
      unbalanced(receiver().events_lost(1s, 2s).counted(Decrypted, kTunnelA, kTunnelB, 7));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].evidence, Contains(HasSubstr("blind span of node-b")));
}

}  // namespace
}  // namespace canary
