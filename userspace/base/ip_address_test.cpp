// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(IpAddress, ReadsAndWritesBothFamilies) {
  for (const char* text : {"10.0.1.10", "0.0.0.0", "fd00::1:2", "::"})
    EXPECT_EQ(to_text(IpAddress::parse(text).value()), text);
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const char* text : {"", "node-b", "10.0.1", "10.0.1.256", "fd00::1::2"})
    EXPECT_FALSE(IpAddress::parse(text).has_value()) << text;
}

TEST(IpPrefix, ContainsExactlyItsBlock) {
  const IpPrefix block = IpPrefix::parse("10.0.0.0/23").value();
  EXPECT_TRUE(block.contains(IpAddress::parse("10.0.1.255").value()));
  EXPECT_FALSE(block.contains(IpAddress::parse("10.0.2.0").value()));
  EXPECT_FALSE(block.contains(IpAddress::parse("fd00::").value()));
}

TEST(IpPrefix, AnAddressAloneIsTheWholeLength) {
  EXPECT_EQ(to_text(IpPrefix::parse("fd00::1").value()), "fd00::1/128");
  EXPECT_EQ(to_text(IpPrefix::parse("10.0.0.1").value()), "10.0.0.1/32");
}

TEST(IpPrefix, RefusesHostBitsAndNamesTheBlock) {
  const auto refused = IpPrefix::parse("10.0.1.7/24");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "'10.0.1.7/24' has host bits set: write 10.0.1.0/24");
}

TEST(IpPrefix, RefusesABadLength) {
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "fd00::/129"})
    EXPECT_FALSE(IpPrefix::parse(text).has_value()) << text;
}

}  // namespace
}  // namespace canary
