// SPDX-License-Identifier: Apache-2.0
#include "daemon/housekeeping.h"

#include <gtest/gtest.h>

#include "testing/run_until.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

class HousekeepingOnALoop : public ::testing::Test {
 protected:
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  BootClock clock_ = BootClock::measure();
  int slots_ = 0, seconds_ = 0, readings_ = 0, lists_ = 0;
  Housekeeping::Chores chores_{[this](Duration /*late*/) { ++slots_; }, [this] { ++seconds_; },
                               [this] { ++readings_; }, [this] { ++lists_; }};
};

TEST_F(HousekeepingOnALoop, BeginsWithASlotAndASecond) {
  const Housekeeping housekeeping(*loop_, clock_, 10min, chores_);
  EXPECT_EQ(slots_, 1);
  EXPECT_EQ(seconds_, 1);
  EXPECT_EQ(readings_, 0);
  EXPECT_EQ(lists_, 0);
}

TEST_F(HousekeepingOnALoop, ASecondHasFourSlots) {
  const Housekeeping housekeeping(*loop_, clock_, 10min, chores_);
  EXPECT_TRUE(testing::run_until(*loop_, [&] { return seconds_ == 2; }));
  const int slots = slots_;
  EXPECT_TRUE(testing::run_until(*loop_, [&] { return seconds_ == 3; }));
  // One that starves skips slots, never adds any.
  EXPECT_GT(slots_, slots);
  EXPECT_LE(slots_, slots + 5);
}

TEST_F(HousekeepingOnALoop, ListsTablesTwiceInTheTimeThatIsRemembered) {
  const Instant start = clock_.now();
  const Housekeeping housekeeping(*loop_, clock_, 200ms, chores_);
  EXPECT_TRUE(testing::run_until(*loop_, [&] { return lists_ == 2; }));
  EXPECT_GE(clock_.now() - start, 200ms);
}

}  // namespace
}  // namespace canary
