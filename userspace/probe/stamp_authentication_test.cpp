// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_authentication.h"

#include <gtest/gtest.h>

#include <string_view>

namespace canary {
namespace {

std::vector<std::uint8_t> octets(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4231, test case 2, cut to 16 bytes.
TEST(StampAuthentication, IsTruncatedHmacSha256) {
  const StampHmac expected{0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e,
                           0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7};
  const StampKey key{octets("Jefe")};
  EXPECT_EQ(hmac(key, {octets("what do ya want "), octets("for nothing?")}), expected);
}

TEST(StampAuthentication, AShorterHmacIsNeverTheSame) {
  const StampHmac whole = hmac(StampKey{octets("key")}, {});
  EXPECT_TRUE(same_hmac(whole, whole));
  EXPECT_FALSE(same_hmac(whole, std::span(whole).first(15)));
}

}  // namespace
}  // namespace canary
