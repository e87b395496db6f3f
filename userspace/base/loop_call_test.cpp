// SPDX-License-Identifier: Apache-2.0
#include "base/loop_call.h"

#include <gtest/gtest.h>

#include <thread>

namespace canary {
namespace {

using namespace std::chrono_literals;

TEST(LoopCall, RunsOnTheLoopsThreadAndIsWaitedFor) {
  const auto loop = EventLoop::make().value();
  std::thread::id ran_on;
  const auto call = LoopCall::make(*loop, [&] { ran_on = std::this_thread::get_id(); }).value();
  const auto stop = LoopCall::make(*loop, [&] { loop->stop(); }).value();
  bool answered = false;
  {
    const std::jthread other([&] {
      answered = call->run(10s);
      stop->run(10s);
    });
    ASSERT_TRUE(loop->run().has_value());
  }
  EXPECT_TRUE(answered);
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(LoopCall, SaysWhenTheLoopDoesNotComeToIt) {
  const auto loop = EventLoop::make().value();
  const auto call = LoopCall::make(*loop, [] { ADD_FAILURE() << "the loop does not run"; }).value();
  std::jthread other([&] { EXPECT_FALSE(call->run(10ms)); });
}

}  // namespace
}  // namespace canary
