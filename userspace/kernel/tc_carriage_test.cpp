// SPDX-License-Identifier: Apache-2.0
// ESP on every carriage: in UDP, in VXLAN, behind IPv6 extension headers, in fragments.
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "kernel/event_decoder.h"
#include "kernel/plaintext_counters.h"
#include "kernel/testing/tc_programs_fixture.h"

namespace canary {
namespace {

using testing::Ah;
using testing::Bytes;
using testing::Esp;
using testing::Ethernet;
using testing::Ip;
using testing::Ipv4Fragment;
using testing::Ipv6Fragment;
using testing::Ipv6Options;
using testing::Layer;
using testing::StampRequestBytes;
using testing::TcPrograms;
using testing::Udp;
using testing::Vxlan;

constexpr std::uint16_t kProbePort = 862;
constexpr std::uint16_t kEspPort = 4500;

Layer esp_in_vxlan(std::uint16_t port) {
  return Ethernet() / Ip("192.0.2.1", "192.0.2.2") /
         Udp(50000, port, Vxlan(Ethernet() / Ip("10.0.0.200", "10.0.1.200") / Esp(3, 17)));
}

class TcCarriage : public TcPrograms {
 protected:
  /// Both directions count the packet once, between these addresses, with SPI 3.
  void expect_counted(const Layer& packet, const std::string& source,
                      const std::string& destination, std::uint64_t bytes) {
    for (const Hook hook : {Hook::TcEgress, Hook::TcIngress}) {
      run(hook, packet);
      const auto counts = counted();
      ASSERT_EQ(counts.size(), 1u);
      EXPECT_EQ(counts[0].stage,
                hook == Hook::TcEgress ? CounterStage::Left : CounterStage::Arrived);
      EXPECT_EQ(counts[0].spi, 3u);
      EXPECT_EQ(to_text(counts[0].outer_source), source);
      EXPECT_EQ(to_text(counts[0].outer_destination), destination);
      EXPECT_EQ(counts[0].packets, 1u);
      EXPECT_EQ(counts[0].bytes, bytes);
    }
  }
  void expect_not_counted(const Layer& packet) {
    for (const Hook hook : {Hook::TcEgress, Hook::TcIngress}) run(hook, packet);
    EXPECT_TRUE(counted().empty());
  }
};

class TcOverlay : public TcCarriage {
 protected:
  void SetUp() override { load("lo"); }
};

TEST_F(TcCarriage, EspInUdpIsCountedByItsIpAddresses) {
  expect_counted(
      Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Udp(kEspPort, kEspPort, Esp(3, 17).bytes()),
      "192.0.2.1", "192.0.2.2", 20 + 8 + 40);
}

TEST_F(TcCarriage, EspInUdpOfIpv6IsCountedToo) {
  expect_counted(
      Ethernet() / Ip("fd00::1", "fd00::2") / Udp(kEspPort, kEspPort, Esp(3, 17).bytes()),
      "fd00::1", "fd00::2", 40 + 8 + 40);
}

TEST_F(TcCarriage, BehindANatEitherPortTellsEspInUdp) {
  expect_counted(
      Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Udp(kEspPort, 61000, Esp(3, 17).bytes()),
      "192.0.2.1", "192.0.2.2", 20 + 8 + 40);
}

TEST_F(TcCarriage, KeepAlivesAndIkeAreNoEsp) {
  const auto in_udp = [](const Bytes& payload) {
    return Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Udp(kEspPort, kEspPort, payload);
  };
  expect_not_counted(in_udp({0xff}));
  expect_not_counted(in_udp(Bytes(40)));
  Bytes padding(8, 0xee);  // that a short frame has behind its packet
  Bytes padded = in_udp({0xff}).bytes();
  padded.insert(padded.end(), padding.begin(), padding.end());
  expect_not_counted(Layer(Layer::Kind::Ethernet, padded));
}

TEST_F(TcCarriage, OtherPortsCarryNoEsp) {
  expect_not_counted(Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Udp(500, 500, Esp(3, 1).bytes()));
}

TEST_F(TcCarriage, EspBehindExtensionHeadersIsCounted) {
  const Layer packet = Ethernet() / Ip("fd00::1", "fd00::2") / Ipv6Options(IPPROTO_HOPOPTS, 0) /
                       Ipv6Options(IPPROTO_DSTOPTS, 2) / Ipv6Options(IPPROTO_ROUTING, 1) /
                       Esp(3, 17);
  expect_counted(packet, "fd00::1", "fd00::2", 40 + 8 + 24 + 16 + 40);
}

TEST_F(TcCarriage, ProbesBehindExtensionHeadersAreNamed) {
  constexpr std::size_t kPayload = 92 - 40 - 8 - 8;  // a length that may be a probe's
  Bytes stamp = StampRequestBytes(7, 42);
  stamp.resize(kPayload);
  run(Hook::TcIngress, Ethernet() / Ip("fd00::1", "fd00::2") / Ipv6Options(IPPROTO_HOPOPTS, 0) /
                           Udp(40000, kProbePort, stamp));
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].probe.sequence, 42u);
}

TEST_F(TcCarriage, EspBehindAnAuthenticationHeaderIsCounted) {
  expect_counted(Ethernet() / Ip("192.0.2.1", "192.0.2.2") / Ah(9, IPPROTO_ESP, Esp(3, 17).bytes()),
                 "192.0.2.1", "192.0.2.2", 20 + 40);
  expect_counted(Ethernet() / Ip("fd00::1", "fd00::2") / Ah(9, IPPROTO_ESP, Esp(3, 17).bytes()),
                 "fd00::1", "fd00::2", 40 + 40);
}

TEST_F(TcCarriage, WhatIsAuthenticatedIsInTheClear) {
  run(Hook::TcEgress,
      Ethernet() / Ip("10.0.0.10", "10.0.1.10") /
          Ah(9, IPPROTO_UDP, Udp(40000, kProbePort, StampRequestBytes(7, 42)).bytes()));
  PlaintextCounters plaintext;
  EXPECT_EQ(plaintext.changed(programs_->plaintext_map()).size(), 1u);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].probe.sequence, 42u);
}

TEST_F(TcCarriage, EndlessExtensionHeadersPassUncounted) {
  Layer packet = Ethernet() / Ip("fd00::1", "fd00::2");
  for (int i = 0; i < 12; ++i) packet = packet / Ipv6Options(IPPROTO_DSTOPTS, 0);
  expect_not_counted(packet / Esp(3, 17));
}

TEST_F(TcCarriage, OfFragmentsTheFirstIsThePacket) {
  expect_counted(Ethernet() / Ipv4Fragment("192.0.2.1", "192.0.2.2", 0) / Esp(3, 17), "192.0.2.1",
                 "192.0.2.2", 20 + 40);
  expect_counted(Ethernet() / Ip("fd00::1", "fd00::2") / Ipv6Fragment(0) / Esp(3, 17), "fd00::1",
                 "fd00::2", 40 + 8 + 40);
}

TEST_F(TcCarriage, LaterFragmentsAreNoPackets) {
  expect_not_counted(Ethernet() / Ipv4Fragment("192.0.2.1", "192.0.2.2", 1376) / Esp(3, 17));
  expect_not_counted(Ethernet() / Ip("fd00::1", "fd00::2") / Ipv6Fragment(1376) / Esp(3, 17));
}

TEST_F(TcCarriage, LaterFragmentsAreNoLeaks) {
  PlaintextCounters plaintext;
  const auto leaks_after = [&](std::size_t offset) {
    run(Hook::TcEgress,
        Ethernet() / Ipv4Fragment("10.0.0.10", "10.0.1.10", offset) / Udp(1, 53, Bytes(20)));
    return plaintext.changed(programs_->plaintext_map()).size();
  };
  EXPECT_EQ(leaks_after(1376), 0u);
  EXPECT_EQ(leaks_after(0), 1u);
}

TEST_F(TcCarriage, WhereNoOverlayIsWatchedItsEspIsPassedOver) {
  expect_not_counted(esp_in_vxlan(8472));
}

TEST_F(TcOverlay, EspInVxlanIsCountedByItsOwnAddresses) {
  expect_counted(esp_in_vxlan(8472), "10.0.0.200", "10.0.1.200", 20 + 40);
}

TEST_F(TcOverlay, TheStandardsPortIsVxlanToo) {
  expect_counted(esp_in_vxlan(4789), "10.0.0.200", "10.0.1.200", 20 + 40);
}

TEST_F(TcOverlay, EspInVxlanOverIpv6IsCounted) {
  expect_counted(Ethernet() / Ip("fd00::1", "fd00::2") /
                     Udp(50000, 8472, Vxlan(Ethernet() / Ip("fd00:a::1", "fd00:b::1") / Esp(3, 1))),
                 "fd00:a::1", "fd00:b::1", 40 + 40);
}

TEST_F(TcOverlay, PlaintextInVxlanIsALeak) {
  run(Hook::TcEgress,
      Ethernet() / Ip("192.0.2.1", "192.0.2.2") /
          Udp(50000, 8472,
              Vxlan(Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1, 53, Bytes(20)))));
  PlaintextCounters plaintext;
  const auto leaks = plaintext.changed(programs_->plaintext_map());
  ASSERT_EQ(leaks.size(), 1u);
  EXPECT_EQ(to_text(leaks[0].destination), "10.0.1.10");
}

TEST_F(TcOverlay, AProbeInTheClearInsideOfVxlanIsNamed) {
  run(Hook::TcIngress, Ethernet() / Ip("192.0.2.1", "192.0.2.2") /
                           Udp(50000, 8472,
                               Vxlan(Ethernet() / Ip("10.0.0.10", "10.0.1.10") /
                                     Udp(40000, kProbePort, StampRequestBytes(7, 42)))));
  ASSERT_EQ(events_.size(), 1u);
  const auto seen = std::get<ProbeArrived>(*EventDecoder({}, {}, {}).decode(events_[0]));
  EXPECT_EQ(seen.probe.sequence, 42u);
  EXPECT_FALSE(seen.decrypted);
}

TEST_F(TcOverlay, WhatTheUplinkCountedIsNotCountedAgainOnTheOverlay) {
  run(Hook::TcIngress, esp_in_vxlan(8472));
  run(programs_->tc_overlay_program(), Ethernet() / Ip("10.0.0.200", "10.0.1.200") / Esp(3, 17));
  const auto counts = counted();
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].packets, 1u);
}

TEST_F(TcOverlay, OnTheOverlayOnlyDecryptedProbesAreTold) {
  run(programs_->tc_overlay_program(),
      Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(40000, kProbePort, StampRequestBytes(7, 42)));
  EXPECT_TRUE(events_.empty());
}

TEST_F(TcOverlay, CutVxlanPassesUnharmed) {
  const Bytes whole = esp_in_vxlan(8472).bytes();
  for (std::size_t length = 14 + 20; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    for (const Hook hook : {Hook::TcEgress, Hook::TcIngress})
      run(hook, Layer(Layer::Kind::Ethernet, cut));
  }
}

}  // namespace
}  // namespace canary
