// SPDX-License-Identifier: Apache-2.0
#include "watch/path_watch.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum PathWatch::State;
using testing::kStart;
using Change = PathWatch::Change;

TEST(PathWatch, AnAnsweredPathIsNoNews) {
  PathWatch watch;
  watch.sent(1, 1, kStart);
  watch.answered(1, 1, 1ms);
  EXPECT_TRUE(watch.advance(kStart + 1h).empty());
}

TEST(PathWatch, AnOverdueProbeMakesAPathSuspectedAndThreeAreOut) {
  PathWatch watch;
  watch.sent(1, 1, kStart);
  EXPECT_TRUE(watch.advance(kStart + 59ms).empty());
  EXPECT_EQ(watch.advance(kStart + 60ms), (std::vector<Change>{{1, Suspected, kStart + 60ms}}));
  watch.sent(1, 2, kStart + 61ms);
  watch.sent(1, 3, kStart + 81ms);
  EXPECT_TRUE(watch.advance(kStart + 140ms).empty());
  EXPECT_EQ(watch.advance(kStart + 141ms), (std::vector<Change>{{1, Out, kStart}}));
  EXPECT_EQ(watch.told(1), Out);
}

TEST(PathWatch, IsConfirmedWithin200MsOfADropThatMadeItSuspected) {
  PathWatch watch;
  watch.sent(1, 1, kStart - 10s);
  watch.answered(1, 1, 1ms);
  watch.suspect(1);
  EXPECT_EQ(watch.advance(kStart).size(), 1u);
  for (std::uint32_t i = 0; i < 3; ++i) watch.sent(1, 2 + i, kStart + i * 20ms);
  EXPECT_EQ(watch.advance(kStart + 100ms), (std::vector<Change>{{1, Out, kStart}}));
}

TEST(PathWatch, FiveInARowAreEnough) {
  PathWatch watch;
  for (std::uint32_t i = 0; i < 3; ++i) watch.sent(1, i, kStart);
  EXPECT_EQ(watch.advance(kStart + 60ms), (std::vector<Change>{{1, Out, kStart}}));
  for (std::uint32_t i = 3; i < 8; ++i) {
    EXPECT_TRUE(watch.advance(kStart + 1s).empty()) << "after " << i - 3;
    watch.sent(1, i, kStart + 1s);
    watch.answered(1, i, 1ms);
  }
  EXPECT_EQ(watch.advance(kStart + 2s), (std::vector<Change>{{1, Usual, kStart + 2s}}));
  EXPECT_EQ(watch.told(1), Usual);
}

TEST(PathWatch, OnlyTheFirstSuspicionIsNews) {
  PathWatch watch;
  EXPECT_FALSE(watch.suspect(1)) << "nobody probes it";
  watch.sent(1, 1, kStart);
  watch.answered(1, 1, 1ms);
  EXPECT_TRUE(watch.suspect(1));
  EXPECT_FALSE(watch.suspect(1));
  EXPECT_EQ(watch.advance(kStart).size(), 1u);
}

TEST(PathWatch, SuspicionThatComesToNothingEnds) {
  PathWatch watch;
  watch.sent(1, 1, kStart);
  watch.answered(1, 1, 1ms);
  watch.suspect(1);
  EXPECT_EQ(watch.advance(kStart).size(), 1u);
  for (std::uint32_t i = 2; i < 7; ++i) {
    watch.sent(1, i, kStart + 1s);
    watch.answered(1, i, 1ms);
  }
  EXPECT_EQ(watch.advance(kStart + 1s), (std::vector<Change>{{1, Usual, kStart + 1s}}));
}

TEST(PathWatch, ASlowPathIsGivenMoreTime) {
  PathWatch watch;
  watch.sent(1, 1, kStart);
  watch.answered(1, 1, 50ms);
  EXPECT_EQ(watch.sent(1, 2, kStart + 1s), kStart + 1200ms);
  EXPECT_TRUE(watch.advance(kStart + 1199ms).empty());
  EXPECT_EQ(watch.advance(kStart + 1200ms).size(), 1u);
}

TEST(PathWatch, SaysWhenItNeedsToBeAskedNext) {
  PathWatch watch;
  EXPECT_EQ(watch.next_overdue(), std::nullopt);
  watch.sent(2, 1, kStart);
  watch.answered(2, 1, 1ms);
  EXPECT_EQ(watch.next_overdue(), std::nullopt);
  EXPECT_EQ(watch.sent(1, 1, kStart + 5ms), kStart + 65ms);
  EXPECT_EQ(watch.sent(2, 2, kStart + 2ms), kStart + 62ms);
  EXPECT_EQ(watch.next_overdue(), kStart + 62ms);
  EXPECT_EQ(watch.advance(*watch.next_overdue()).size(), 1u);
  EXPECT_EQ(watch.next_overdue(), kStart + 65ms);
  EXPECT_EQ(watch.advance(*watch.next_overdue()).size(), 1u);
  EXPECT_EQ(watch.next_overdue(), std::nullopt);
}

TEST(PathWatch, APathThatIsForgottenIsNotOut) {
  PathWatch watch;
  for (std::uint32_t i = 0; i < 3; ++i) watch.sent(1, i, kStart);
  EXPECT_EQ(watch.advance(kStart + 60ms).size(), 1u);
  watch.forget(1);
  EXPECT_EQ(watch.told(1), Usual);
  EXPECT_TRUE(watch.advance(kStart + 1h).empty());
}

}  // namespace
}  // namespace canary
