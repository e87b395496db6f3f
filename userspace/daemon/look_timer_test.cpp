// SPDX-License-Identifier: Apache-2.0
#include "daemon/look_timer.h"

#include <gtest/gtest.h>

#include "testing/run_until.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

class LookTimerOnALoop : public ::testing::Test {
 protected:
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  BootClock clock_ = BootClock::measure();
  int looks_ = 0;
  LookTimer timer_{*loop_, clock_, [this] { ++looks_; }};
};

TEST_F(LookTimerOnALoop, TheEarlierOfTwoTimesWins) {
  timer_.by(clock_.now() + 1h);
  timer_.by(clock_.now() + 1ms);
  EXPECT_TRUE(testing::run_until(*loop_, [&] { return looks_ == 1; }));
}

TEST_F(LookTimerOnALoop, LooksOnceWhereManyAsk) {
  const Instant soon = clock_.now() + 1ms;
  for (int i = 0; i < 3; ++i) timer_.by(soon + std::chrono::milliseconds(i));
  testing::run_until(*loop_, [&] { return clock_.now() > soon + 20ms; });
  EXPECT_EQ(looks_, 1);
}

TEST_F(LookTimerOnALoop, LooksAtOnceWhereTheTimeHasPassed) {
  timer_.by(clock_.now() - 1s);
  EXPECT_TRUE(testing::run_until(*loop_, [&] { return looks_ == 1; }));
}

}  // namespace
}  // namespace canary
