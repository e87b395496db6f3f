// SPDX-License-Identifier: Apache-2.0
#include "base/socket_address.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(SocketAddress, ReturnsTheEndpointItWasMadeOf) {
  for (const char* text : {"127.0.0.1", "fe80::1"}) {
    const Endpoint endpoint{IpAddress::parse(text).value(), 862,
                            std::string_view(text) == "fe80::1" ? 3u : 0u};
    EXPECT_EQ(SocketAddress::of(endpoint).endpoint(), endpoint) << text;
  }
}

TEST(Endpoint, IsWrittenWithBracketsWhereTheAddressHasColons) {
  EXPECT_EQ(to_text(Endpoint{IpAddress::parse("10.0.0.1").value(), 862}), "10.0.0.1:862");
  EXPECT_EQ(to_text(Endpoint{IpAddress::parse("fd00::1").value(), 862}), "[fd00::1]:862");
}

}  // namespace
}  // namespace canary
