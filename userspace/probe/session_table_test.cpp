// SPDX-License-Identifier: Apache-2.0
#include "probe/session_table.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

StampSession session(std::uint16_t port, Ssid ssid) {
  return {
      {IpAddress::parse("10.0.1.10").value(), port}, IpAddress::parse("10.0.2.10").value(), ssid};
}

TEST(SessionTable, CountsEverySessionByItself) {
  SessionTable table(8);
  EXPECT_EQ(table.count(session(4000, 1)), 0u);
  EXPECT_EQ(table.count(session(4000, 1)), 1u);
  EXPECT_EQ(table.count(session(4000, 2)), 0u);
  EXPECT_EQ(table.count(session(4001, 1)), 0u);
  EXPECT_EQ(table.count(session(4000, 1)), 2u);
}

TEST(SessionTable, NeverHoldsMoreThanItsCapacity) {
  SessionTable table(3);
  for (Ssid ssid = 1; ssid <= 100; ++ssid) table.count(session(4000, ssid));
  EXPECT_EQ(table.size(), 3u);
  EXPECT_EQ(table.forgotten(), 97u);
}

TEST(SessionTable, ForgetsTheOneThatWasSilentForLongest) {
  SessionTable table(2);
  table.count(session(4000, 1));
  table.count(session(4000, 2));
  table.count(session(4000, 1));
  table.count(session(4000, 3));  // pushes 2 out
  EXPECT_EQ(table.count(session(4000, 1)), 2u);
  EXPECT_EQ(table.count(session(4000, 2)), 0u);
}

TEST(SessionTable, WhoeverMakesUpSessionsPushesOutItsOwn) {
  SessionTable table(2 * SessionTable::kOfOnePair);
  StampSession honest = session(4000, 1);
  for (const char* neighbour : {"10.0.1.9", "10.0.1.11"}) {
    honest.sender.address = IpAddress::parse(neighbour).value();
    table.count(honest);
  }
  for (std::uint16_t port = 1; port <= 10'000; ++port) table.count(session(port, port));
  EXPECT_EQ(table.size(), SessionTable::kOfOnePair + 2);
  for (const char* neighbour : {"10.0.1.9", "10.0.1.11"}) {
    honest.sender.address = IpAddress::parse(neighbour).value();
    EXPECT_EQ(table.count(honest), 1u) << neighbour;
  }
}

TEST(SessionTable, OfOnePairTheOneThatWasSilentForLongestGoes) {
  SessionTable table(1024);
  for (Ssid ssid = 1; ssid <= SessionTable::kOfOnePair; ++ssid) table.count(session(4000, ssid));
  table.count(session(4000, 1));
  table.count(session(4000, 1000));  // pushes 2 out
  EXPECT_EQ(table.count(session(4000, 1)), 2u);
  EXPECT_EQ(table.count(session(4000, 2)), 0u);
}

TEST(SessionTable, OnePeerAtManyOfOurAddressesKeepsThemAll) {
  SessionTable table(1024);
  StampSession asked = session(4000, 1);
  for (int round = 0; round < 2; ++round)
    for (std::uint8_t last = 1; last <= 200; ++last) {
      asked.reflector.bytes[3] = last;
      table.count(asked);
    }
  EXPECT_EQ(table.forgotten(), 0u);
}

}  // namespace
}  // namespace canary
