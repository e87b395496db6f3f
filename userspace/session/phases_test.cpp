// SPDX-License-Identifier: Apache-2.0
#include "session/phases.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

constexpr PhaseTimes kTimes{false, 5s, 60s, 120s, 30s};

TEST(Phases, AnUpgradePassesAllOfThem) {
  Phases phases(kTimes, kStart);
  EXPECT_EQ(phases.phase(), Phase::Baseline);
  phases.advance(kStart + 5s);
  EXPECT_EQ(phases.phase(), Phase::WaitingForGone);
  phases.agent_gone(kStart + 10s);
  EXPECT_EQ(phases.phase(), Phase::WaitingForReady);
  phases.agent_ready(kStart + 20s);
  EXPECT_EQ(phases.phase(), Phase::Settling);
  phases.advance(kStart + 49s);
  EXPECT_EQ(phases.phase(), Phase::Settling);
  phases.advance(kStart + 50s);
  EXPECT_EQ(phases.phase(), Phase::Judging);
  EXPECT_EQ(phases.reason(), "settled");
}

TEST(Phases, AfterAnUpgradeOnlySettlingIsLeft) {
  Phases phases({true, 5s, 60s, 120s, 30s}, kStart);
  EXPECT_EQ(phases.phase(), Phase::Settling);
  phases.advance(kStart + 30s);
  EXPECT_EQ(phases.phase(), Phase::Judging);
}

TEST(Phases, AnAgentThatGoesDuringTheBaselineCounts) {
  Phases phases(kTimes, kStart);
  phases.agent_gone(kStart + 1s);
  EXPECT_EQ(phases.phase(), Phase::WaitingForReady);
}

TEST(Phases, AnAgentThatGoesAgainIsWaitedForAgain) {
  Phases phases(kTimes, kStart);
  phases.agent_gone(kStart + 10s);
  phases.agent_ready(kStart + 20s);
  phases.agent_gone(kStart + 25s);
  EXPECT_EQ(phases.phase(), Phase::WaitingForReady);
  phases.agent_ready(kStart + 30s);
  EXPECT_EQ(phases.ends(), kStart + 60s);
}

TEST(Phases, WaitingHasAnEndAndSaysWhy) {
  Phases never_gone(kTimes, kStart);
  never_gone.advance(kStart + 5s);
  never_gone.advance(kStart + 65s);
  EXPECT_EQ(never_gone.phase(), Phase::Judging);
  EXPECT_EQ(never_gone.reason(), "the agent did not go within 60.00 s");

  Phases never_ready(kTimes, kStart);
  never_ready.agent_gone(kStart);
  never_ready.advance(kStart + 120s);
  EXPECT_EQ(never_ready.phase(), Phase::Judging);
  EXPECT_EQ(never_ready.reason(), "the agent did not become ready within 120.00 s");
}

}  // namespace
}  // namespace canary
