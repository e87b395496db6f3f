// SPDX-License-Identifier: Apache-2.0
#include "base/loop_inbox.h"

#include <gtest/gtest.h>

#include <thread>

namespace canary {
namespace {

TEST(LoopInbox, AllThatWasPushedIsTakenOnTheLoopsThreadInItsOrder) {
  const auto loop = EventLoop::make().value();
  std::vector<int> taken;
  const auto loops_thread = std::this_thread::get_id();
  const auto inbox = LoopInbox<int>::make(*loop, [&](int value) {
                       EXPECT_EQ(std::this_thread::get_id(), loops_thread);
                       taken.push_back(value);
                       if (value == 99) loop->stop();
                     }).value();
  std::jthread pusher([&] {
    for (int i = 0; i < 100; ++i) inbox->push(i);
  });
  ASSERT_TRUE(loop->run());
  pusher.join();
  ASSERT_EQ(taken.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(taken[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace canary
