// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include "base/event_loop.h"

namespace canary::testing {

/// Runs the loop until `done`, and tells whether it is. After a minute it is not: that ends what
/// hangs, and is long enough where other processes take most of the CPU.
inline bool run_until(EventLoop& loop, const std::function<bool()>& done) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  std::function<void()> check = [&] {
    if (done() || std::chrono::steady_clock::now() > limit)
      loop.stop();
    else
      loop.after(std::chrono::milliseconds(1), check);
  };
  loop.after(Duration::zero(), check);
  EXPECT_TRUE(loop.run().has_value());
  return done();
}

}  // namespace canary::testing
