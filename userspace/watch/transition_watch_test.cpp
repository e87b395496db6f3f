// SPDX-License-Identifier: Apache-2.0
#include "watch/transition_watch.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using Over = TransitionWatch::Over;

TransitionWatch watch() { return TransitionWatch({.baseline = 5s, .settle = 30s, .deadline = 1s}); }

TEST(TransitionWatch, IsOverWhenItHasSettled) {
  auto transition = watch();
  EXPECT_EQ(transition.agent_gone(kStart), std::nullopt);
  transition.agent_ready(kStart + 10s);
  EXPECT_EQ(transition.advance(kStart + 41s), std::nullopt);
  EXPECT_TRUE(transition.open());
  EXPECT_EQ(transition.advance(kStart + 42s), (Over{kStart - 5s, "settled"}));
  EXPECT_FALSE(transition.open());
  EXPECT_EQ(transition.advance(kStart + 99s), std::nullopt);
}

TEST(TransitionWatch, AnAgentThatStaysAwayIsNoEnd) {
  auto transition = watch();
  EXPECT_EQ(transition.agent_gone(kStart), std::nullopt);
  EXPECT_EQ(transition.advance(kStart + 24h), std::nullopt);
  EXPECT_EQ(transition.gone(), kStart);
}

TEST(TransitionWatch, TheNextOneEndsOneThatHasNotSettled) {
  auto transition = watch();
  EXPECT_EQ(transition.agent_gone(kStart), std::nullopt);
  transition.agent_ready(kStart + 10s);
  EXPECT_EQ(transition.agent_gone(kStart + 20s), (Over{kStart - 5s, "the agent went again"}));
  transition.agent_ready(kStart + 25s);
  EXPECT_EQ(transition.advance(kStart + 57s), (Over{kStart + 15s, "settled"}));
}

TEST(TransitionWatch, AnAgentThatComesUpForTheFirstTimeIsJudgedToo) {
  auto transition = watch();
  transition.agent_ready(kStart);
  EXPECT_EQ(transition.advance(kStart + 32s), (Over{kStart - 5s, "settled"}));
}

TEST(TransitionWatch, IsPendingUntilAllThatAreOverHaveBeenJudged) {
  auto transition = watch();
  EXPECT_FALSE(transition.pending());
  transition.agent_gone(kStart);
  EXPECT_TRUE(transition.pending());
  transition.agent_ready(kStart + 10s);
  transition.agent_gone(kStart + 20s);
  transition.agent_ready(kStart + 25s);
  transition.advance(kStart + 57s);
  EXPECT_FALSE(transition.open());
  transition.judged();
  EXPECT_TRUE(transition.pending()) << "two are over";
  transition.judged();
  EXPECT_FALSE(transition.pending());
}

}  // namespace
}  // namespace canary
