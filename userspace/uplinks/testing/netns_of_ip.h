// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <optional>
#include <string>

#include "base/scoped_netns.h"
#include "testing/fresh_netns.h"

namespace canary::testing {

/// A network namespace that `ip` builds; the test stands in it.
class NetnsOfIp : public ::testing::Test {
 protected:
  void SetUp() override {
    netns_ = FreshNetns::make();
    if (!netns_) GTEST_SKIP() << "needs CAP_SYS_ADMIN for a network namespace: run as root";
    if (std::system("ip -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "needs ip of iproute2";
    auto entered = ScopedNetns::enter(netns_->path());
    ASSERT_TRUE(entered) << entered.error().message;
    entered_.emplace(std::move(*entered));
  }

  /// Lines of `ip -batch`, all of which must succeed.
  static void ip(const std::string& batch) {
    FILE* lines = popen("ip -batch -", "w");
    ASSERT_NE(lines, nullptr);
    std::fputs(batch.c_str(), lines);
    ASSERT_EQ(pclose(lines), 0) << batch;
  }

  std::optional<FreshNetns> netns_;

 private:
  std::optional<ScopedNetns> entered_;
};

}  // namespace canary::testing
