// SPDX-License-Identifier: Apache-2.0
#include "kernel/probe_lengths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace canary {
namespace {

using Table = std::array<canary_u8, CANARY_MAX_PROBE_LENGTH>;

Table marked(std::vector<std::uint32_t> lengths) {
  Table table{};
  mark_probe_lengths(lengths, table);
  return table;
}

TEST(ProbeLengths, OnlyAProbesOwnLengthIsThatOfAProbe) {
  const Table table = marked({72});
  for (std::uint32_t length = 0; length < table.size(); ++length)
    EXPECT_EQ((table[length] & CANARY_LENGTH_OF_PROBE) != 0, length == 72) << length;
}

TEST(ProbeLengths, APayloadIsThePacketOrLessOrMore) {
  const Table table = marked({1400});
  const auto is_payload = [&](std::uint32_t length) {
    return (table[length] & CANARY_LENGTH_OF_PAYLOAD) != 0;
  };
  EXPECT_TRUE(is_payload(1400));                    // tunnel mode
  EXPECT_TRUE(is_payload(1400 - 20));               // transport mode, IPv4
  EXPECT_TRUE(is_payload(1400 - 40));               // and IPv6
  EXPECT_TRUE(is_payload(1400 + 8 + 8 + 14));       // VXLAN in transport mode
  EXPECT_TRUE(is_payload(1400 + 20 + 8 + 8 + 14));  // VXLAN in tunnel mode
  EXPECT_TRUE(is_payload(1400 + 8 + 8 + 8 + 14));   // Geneve of OVN in transport mode
  EXPECT_TRUE(is_payload(1400 + 4 + 4));            // GRE with a key
  EXPECT_FALSE(is_payload(1401));
  EXPECT_FALSE(is_payload(1400 + 2));
}

TEST(ProbeLengths, APacketIsTheProbeOrWhatAnOverlayMakesOfIt) {
  const Table table = marked({72});
  const auto is_packet = [&](std::uint32_t length) {
    return (table[length] & CANARY_LENGTH_OF_PACKET) != 0;
  };
  EXPECT_TRUE(is_packet(72));
  EXPECT_TRUE(is_packet(72 + 20 + 8 + 8 + 14));  // VXLAN
  EXPECT_TRUE(is_packet(72 + 40 + 4 + 4));       // GRE with a key, on IPv6
  EXPECT_FALSE(is_packet(72 - 20));              // without its IP header
  EXPECT_FALSE(is_packet(72 + 8 + 8 + 4));       // Geneve without its IP header
}

TEST(ProbeLengths, WhatTheTableCannotHoldIsLeftOut) {
  const Table table = marked({10, 9215, 9216, 100000});
  EXPECT_EQ(std::ranges::count_if(
                table, [](canary_u8 bits) { return (bits & CANARY_LENGTH_OF_PROBE) != 0; }),
            2);
}

}  // namespace
}  // namespace canary
