// SPDX-License-Identifier: Apache-2.0
#include "base/event_loop.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <string>
#include <vector>

namespace canary {
namespace {

using namespace std::chrono_literals;

TEST(EventLoop, RunsTimersInTheOrderOfTheirTimes) {
  const auto loop = EventLoop::make().value();
  std::vector<int> order;
  loop->after(2ms, [&] {
    order.push_back(2);
    loop->stop();
  });
  loop->after(1ms, [&] { order.push_back(1); });
  ASSERT_TRUE(loop->run().has_value());
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST(EventLoop, ACancelledTimerNeverRuns) {
  const auto loop = EventLoop::make().value();
  bool ran = false;
  const auto timer = loop->after(0ms, [&] { ran = true; });
  loop->cancel(timer);
  loop->after(1ms, [&] { loop->stop(); });
  ASSERT_TRUE(loop->run().has_value());
  EXPECT_FALSE(ran);
}

TEST(EventLoop, TimersThatWaitForMultiplesOfTheSameTimeRunInTheSameTurn) {
  const auto loop = EventLoop::make().value();
  std::vector<std::string> seen;
  const UniqueFd readable(eventfd(0, EFD_CLOEXEC));
  ASSERT_TRUE(loop->watch(readable.get(), [&] {
    seen.emplace_back("turn");
    loop->stop();
  }));
  const auto note = [&] {
    seen.emplace_back("timer");
    eventfd_write(readable.get(), 1);
  };
  // Right after one multiple, so that both wait for the next.
  loop->after(EventLoop::until_multiple_of(200ms), [&] {
    loop->after(EventLoop::until_multiple_of(200ms), note);
    loop->after(2ms, [&] { loop->after(EventLoop::until_multiple_of(200ms), note); });
  });
  ASSERT_TRUE(loop->run().has_value());
  EXPECT_EQ(seen, (std::vector<std::string>{"timer", "timer", "turn"}));
}

TEST(EventLoop, TheNextMultipleIsNeverNow) {
  EXPECT_EQ(EventLoop::until_multiple_of(1ns), 1ns);
  EXPECT_GT(EventLoop::until_multiple_of(1h), 0ns);
  EXPECT_LE(EventLoop::until_multiple_of(1h), 1h);
}

TEST(EventLoop, ACallbackMayUnwatchItself) {
  const auto loop = EventLoop::make().value();
  const UniqueFd readable(eventfd(1, EFD_CLOEXEC));
  int calls = 0;
  const auto once = [&] {
    ++calls;
    loop->unwatch(readable.get());
    loop->after(1ms, [&] { loop->stop(); });
  };
  ASSERT_TRUE(loop->watch(readable.get(), once).has_value());
  ASSERT_TRUE(loop->run().has_value());
  EXPECT_EQ(calls, 1);
}

TEST(EventLoop, AFileDescriptorThatIsNoneIsAnError) {
  const auto loop = EventLoop::make().value();
  EXPECT_FALSE(loop->watch(-1, [] {}).has_value());
}

}  // namespace
}  // namespace canary
