// SPDX-License-Identifier: Apache-2.0
#include "base/host_port.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

void expect_split(std::string_view text, std::string_view host, std::optional<std::uint16_t> port) {
  const auto split = split_host_port(text);
  ASSERT_TRUE(split) << text;
  EXPECT_EQ(split->host, host);
  EXPECT_EQ(split->port, port);
}

TEST(HostPort, APortIsThereOrNot) {
  expect_split("node-a", "node-a", std::nullopt);
  expect_split("10.0.0.10:9862", "10.0.0.10", 9862);
  expect_split("[fd00::a]:9862", "fd00::a", 9862);
  expect_split("[fd00::a]", "fd00::a", std::nullopt);
  expect_split("fd00::a", "fd00::a", std::nullopt);
}

TEST(HostPort, WhatIsNeitherIsRefused) {
  for (const auto* text : {"", ":", ":9862", "node-a:", "node-a:x", "node-a:65536", "node-a:1x",
                           "[fd00::a", "[fd00::a]9862", "[]", "[]:9862"})
    EXPECT_FALSE(split_host_port(text)) << text;
}

}  // namespace
}  // namespace canary
