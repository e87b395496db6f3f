// SPDX-License-Identifier: Apache-2.0
#include "probe/request_limit.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr IpAddress kReflector{Family::V4, {10, 255, 0, 1}};
constexpr Instant kBegin{1'000'000'000'000};

IpAddress sender(std::size_t number) {
  return {Family::V4,
          {10, static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 8),
           static_cast<std::uint8_t>(number)}};
}

TEST(RequestLimit, OneAddressUsesUpItsOwnSecondAtOneOtherOnly) {
  RequestLimit limit;
  for (std::uint32_t i = 0; i < RequestLimit::kEachSecond; ++i)
    ASSERT_TRUE(limit.allows(sender(1), kReflector, kBegin));
  EXPECT_FALSE(limit.allows(sender(1), kReflector, kBegin + 999ms));
  EXPECT_TRUE(limit.allows(sender(2), kReflector, kBegin + 999ms));
  EXPECT_TRUE(limit.allows(sender(1), {Family::V4, {10, 255, 0, 2}}, kBegin + 999ms));
  EXPECT_TRUE(limit.allows(sender(1), kReflector, kBegin + 1s));
}

TEST(RequestLimit, MadeUpAddressesDoNotFreeTheOneThatIsAtItsLimit) {
  RequestLimit limit;
  for (std::uint32_t i = 0; i < RequestLimit::kEachSecond; ++i)
    ASSERT_TRUE(limit.allows(sender(1), kReflector, kBegin));
  for (std::size_t i = 2; i < 2 * RequestLimit::kPairs; ++i)
    ASSERT_TRUE(limit.allows(sender(i), kReflector, kBegin));
  EXPECT_FALSE(limit.allows(sender(1), kReflector, kBegin));
}

}  // namespace
}  // namespace canary
