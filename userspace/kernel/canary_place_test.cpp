// SPDX-License-Identifier: Apache-2.0
#include "kernel/canary_place.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

#include "base/scoped_netns.h"
#include "testing/fresh_netns.h"

namespace canary {
namespace {

class CanaryPlaces : public ::testing::Test {
 protected:
  void SetUp() override {
    netns_ = FreshNetns::make();
    if (!netns_) GTEST_SKIP() << "a network namespace of its own needs CAP_SYS_ADMIN";
    auto entered = ScopedNetns::enter(netns_->path());
    ASSERT_TRUE(entered.has_value()) << entered.error().message;
    entered_.emplace(std::move(*entered));
  }

 private:
  std::optional<FreshNetns> netns_;
  std::optional<ScopedNetns> entered_;
};

TEST_F(CanaryPlaces, TwoCanariesHaveFiltersOfTheirOwn) {
  const auto daemon = CanaryPlace::take();
  const auto verify = CanaryPlace::take();
  ASSERT_TRUE(daemon && verify);
  EXPECT_NE(daemon->handle(), verify->handle());
}

TEST_F(CanaryPlaces, ThePlaceOfOneThatEndedIsTakenAgain) {
  std::uint32_t handle = 0;
  {
    const auto first = CanaryPlace::take();
    ASSERT_TRUE(first);
    handle = first->handle();
  }
  const auto next = CanaryPlace::take();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->handle(), handle);
}

TEST_F(CanaryPlaces, AProgramIsACanarysAsLongAsThatRuns) {
  {
    auto place = CanaryPlace::take();
    ASSERT_TRUE(place);
    place->tell(12);
    EXPECT_TRUE(CanaryPlace::is_of_canary(12));
    EXPECT_FALSE(CanaryPlace::is_of_canary(1));
    EXPECT_FALSE(CanaryPlace::is_of_canary(13));
  }
  EXPECT_FALSE(CanaryPlace::is_of_canary(12));
}

}  // namespace
}  // namespace canary
