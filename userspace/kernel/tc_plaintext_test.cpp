// SPDX-License-Identifier: Apache-2.0
// Packets in the clear, as the tc programs count them.
#include <gtest/gtest.h>

#include "kernel/plaintext_counters.h"
#include "kernel/testing/tc_programs_fixture.h"

namespace canary {
namespace {

using testing::AuthenticationHeader;
using testing::Bytes;
using testing::Esp;
using testing::Ethernet;
using testing::Geneve;
using testing::Gre;
using testing::Ip;
using testing::TcPrograms;
using testing::Udp;

class TcPlaintext : public TcPrograms {
 protected:
  void look_between(std::string_view source, std::string_view destination,
                    std::uint16_t destination_port = 0) {
    XfrmPolicy policy;
    policy.source = IpPrefix::parse(source).value();
    policy.destination = IpPrefix::parse(destination).value();
    policy.templates.emplace_back();
    if (destination_port != 0) policy.destination_port = {destination_port, 0xffff};
    programs_->look_for_plaintext(std::vector{policy});
  }

  std::vector<PlaintextCounted> counted() { return plaintext_.changed(programs_->plaintext_map()); }

 private:
  PlaintextCounters plaintext_;
};

TEST_F(TcPlaintext, ThatComesIsCountedApartFromWhatLeaves) {
  run(Hook::TcIngress, Ethernet() / Ip("10.0.1.10", "10.0.0.10") / Udp(1000, 53, Bytes(20)));
  const auto seen = counted();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(to_text(seen[0].source), "10.0.1.10");
  EXPECT_EQ(seen[0].kind->way, ClearWay::Came);
  EXPECT_EQ(seen[0].kind->protocol, 17);
}

TEST_F(TcPlaintext, ThatComesInIpv6IsCountedToo) {
  look_between("fd00:a::/64", "fd00:b::/64");
  run(Hook::TcIngress, Ethernet() / Ip("fd00:b::1", "fd00:a::1") / Udp(1000, 53, Bytes(20)));
  EXPECT_EQ(counted().size(), 1u);
}

TEST_F(TcPlaintext, OfPortsThatNobodyNamesIsCountedTogether) {
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1000, 53, Bytes(20)));
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1001, 54, Bytes(20)));
  const auto seen = counted();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].packets, 2u);
  EXPECT_EQ(seen[0].kind->source_port, std::nullopt);
}

TEST_F(TcPlaintext, OfAPortThatAPolicyNamesIsCountedApart) {
  look_between("10.0.0.0/24", "10.0.1.0/24", 53);
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1000, 53, Bytes(20)));
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1000, 54, Bytes(20)));
  const auto seen = counted();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_NE(seen[0].kind->destination_port == 53, seen[1].kind->destination_port == 53);
}

TEST_F(TcPlaintext, IsLookedForBetweenTheEndsOfPolicies) {
  run(Hook::TcEgress, Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Udp(1000, 53, Bytes(20)));
  EXPECT_TRUE(counted().empty());
  look_between("192.0.2.1/32", "192.0.2.2/32");
  run(Hook::TcEgress, Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Udp(1000, 53, Bytes(20)));
  EXPECT_EQ(counted().size(), 1u);
}

TEST_F(TcPlaintext, InGeneveIsCountedAsWhatIsCarriedAndAsWhatCarries) {
  look_between("192.0.2.1/32", "192.0.2.2/32", 6081);
  run(Hook::TcEgress,
      Ethernet() / Ip("192.0.2.1", "192.0.2.2") /
          Udp(50000, 6081,
              Geneve(Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1, 2, Bytes(20)))));
  const auto seen = counted();
  ASSERT_EQ(seen.size(), 2u);
  const auto& outer = to_text(seen[0].source) == "192.0.2.1" ? seen[0] : seen[1];
  const auto& inner = &outer == &seen[0] ? seen[1] : seen[0];
  EXPECT_EQ(outer.kind->destination_port, 6081);
  EXPECT_EQ(to_text(inner.destination), "10.0.1.10");
}

TEST_F(TcPlaintext, InGreComesInAsWell) {
  run(Hook::TcIngress, Ethernet() / Ip("192.0.2.2", "192.0.2.1") /
                           Gre(0, Ip("10.0.1.10", "10.0.0.10") / Udp(1, 2, Bytes(20))));
  EXPECT_EQ(counted().size(), 1u);
}

TEST_F(TcPlaintext, BehindAhIsToldToBeAuthenticated) {
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") /
                          AuthenticationHeader(IPPROTO_UDP, Udp(1, 2, Bytes(20))));
  const auto seen = counted();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_TRUE(seen[0].kind->authenticated);
  EXPECT_EQ(seen[0].kind->protocol, 17);
}

TEST_F(TcPlaintext, IsNoEspBehindAh) {
  run(Hook::TcEgress,
      Ethernet() / Ip("10.0.0.10", "10.0.1.10") / AuthenticationHeader(IPPROTO_ESP, Esp(3, 1)));
  EXPECT_TRUE(counted().empty());
}

}  // namespace
}  // namespace canary
