// SPDX-License-Identifier: Apache-2.0
#include "probe/session_table.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

StampSession session(std::uint16_t port, Ssid ssid) {
  return {
      {IpAddress::parse("10.0.1.10").value(), port}, IpAddress::parse("10.0.2.10").value(), ssid};
}

std::uint32_t count(SessionTable& table, const StampSession& session) {
  return table.count(session, {.sequence = 1, .timestamp = 1});
}

TEST(SessionTable, BeginsAgainWithItsSender) {
  SessionTable table(8);
  const auto asks = [&](std::uint32_t sequence, std::uint64_t timestamp) {
    return table.count(session(4000, 1), {.sequence = sequence, .timestamp = timestamp});
  };
  EXPECT_EQ(asks(0, 100), 0u);
  EXPECT_EQ(asks(1, 200), 1u);
  EXPECT_EQ(asks(0, 100), 2u) << "a copy that came late";
  EXPECT_EQ(asks(0, 300), 0u);
  EXPECT_EQ(asks(1, 400), 1u);
}

TEST(SessionTable, CountsEverySessionByItself) {
  SessionTable table(8);
  EXPECT_EQ(count(table, session(4000, 1)), 0u);
  EXPECT_EQ(count(table, session(4000, 1)), 1u);
  EXPECT_EQ(count(table, session(4000, 2)), 0u);
  EXPECT_EQ(count(table, session(4001, 1)), 0u);
  EXPECT_EQ(count(table, session(4000, 1)), 2u);
}

TEST(SessionTable, NeverHoldsMoreThanItsCapacity) {
  SessionTable table(3);
  for (Ssid ssid = 1; ssid <= 100; ++ssid) count(table, session(4000, ssid));
  EXPECT_EQ(table.size(), 3u);
  EXPECT_EQ(table.forgotten(), 97u);
}

TEST(SessionTable, ForgetsTheOneThatWasSilentForLongest) {
  SessionTable table(2);
  count(table, session(4000, 1));
  count(table, session(4000, 2));
  count(table, session(4000, 1));
  count(table, session(4000, 3));  // pushes 2 out
  EXPECT_EQ(count(table, session(4000, 1)), 2u);
  EXPECT_EQ(count(table, session(4000, 2)), 0u);
}

TEST(SessionTable, WhoeverMakesUpSessionsPushesOutItsOwn) {
  SessionTable table(2 * SessionTable::kOfOnePair);
  StampSession honest = session(4000, 1);
  for (const char* neighbour : {"10.0.1.9", "10.0.1.11"}) {
    honest.sender.address = IpAddress::parse(neighbour).value();
    count(table, honest);
  }
  for (std::uint16_t port = 1; port <= 10'000; ++port) count(table, session(port, port));
  EXPECT_EQ(table.size(), SessionTable::kOfOnePair + 2);
  for (const char* neighbour : {"10.0.1.9", "10.0.1.11"}) {
    honest.sender.address = IpAddress::parse(neighbour).value();
    EXPECT_EQ(count(table, honest), 1u) << neighbour;
  }
}

TEST(SessionTable, OfOnePairTheOneThatWasSilentForLongestGoes) {
  SessionTable table(1024);
  for (Ssid ssid = 1; ssid <= SessionTable::kOfOnePair; ++ssid) count(table, session(4000, ssid));
  count(table, session(4000, 1));
  count(table, session(4000, 1000));  // pushes 2 out
  EXPECT_EQ(count(table, session(4000, 1)), 2u);
  EXPECT_EQ(count(table, session(4000, 2)), 0u);
}

TEST(SessionTable, OnePeerAtManyOfOurAddressesKeepsThemAll) {
  SessionTable table(1024);
  StampSession asked = session(4000, 1);
  for (int round = 0; round < 2; ++round)
    for (std::uint8_t last = 1; last <= 200; ++last) {
      asked.reflector.bytes[3] = last;
      count(table, asked);
    }
  EXPECT_EQ(table.forgotten(), 0u);
}

}  // namespace
}  // namespace canary
