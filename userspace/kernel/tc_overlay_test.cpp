// SPDX-License-Identifier: Apache-2.0
// What overlays carry: ESP, plaintext and probes inside of VXLAN, Geneve, GRE and IP in IP.
#include <gtest/gtest.h>

#include "kernel/event_decoder.h"
#include "kernel/plaintext_counters.h"
#include "kernel/testing/tc_programs_fixture.h"

namespace canary {
namespace {

using testing::Bytes;
using testing::Esp;
using testing::Ethernet;
using testing::Geneve;
using testing::Gre;
using testing::InIp;
using testing::Ip;
using testing::Layer;
using testing::StampRequestBytes;
using testing::TaggedEthernet;
using testing::TcPrograms;
using testing::Udp;
using testing::Vxlan;

constexpr std::uint16_t kVxlanPort = 8472;
constexpr std::uint16_t kGenevePort = 6081;
constexpr std::uint8_t kChecksum = 0x80, kKey = 0x20, kSequence = 0x10;

struct Carriage {
  std::string name;
  Layer (*carry)(const Layer& packet);  ///< behind the outer IP header
};

Layer in_udp(std::uint16_t port, const Bytes& payload) { return Udp(50000, port, payload); }

const std::vector<Carriage>& carriages() {
  static const std::vector<Carriage> all{
      {"Vxlan", [](const Layer& ip) { return in_udp(kVxlanPort, Vxlan(Ethernet() / ip)); }},
      {"VxlanTagged",
       [](const Layer& ip) { return in_udp(kVxlanPort, Vxlan(TaggedEthernet(ip))); }},
      {"Geneve", [](const Layer& ip) { return in_udp(kGenevePort, Geneve(Ethernet() / ip)); }},
      {"GeneveOptions",
       [](const Layer& ip) { return in_udp(kGenevePort, Geneve(Ethernet() / ip, 63)); }},
      {"GeneveIp", [](const Layer& ip) { return in_udp(kGenevePort, Geneve(ip, 2)); }},
      {"Gre", [](const Layer& ip) { return Gre(0, ip); }},
      {"GreKey", [](const Layer& ip) { return Gre(kKey, ip); }},
      {"GreEverything", [](const Layer& ip) { return Gre(kChecksum | kKey | kSequence, ip); }},
      {"GreEthernet", [](const Layer& ip) { return Gre(kSequence, Ethernet() / ip); }},
      {"IpInIp", [](const Layer& ip) { return InIp(ip); }},
  };
  return all;
}

struct OverlayCase {
  const Carriage* carriage;
  bool outer_ipv6;
};

class TcOverlays : public TcPrograms, public ::testing::WithParamInterface<OverlayCase> {
 protected:
  static Layer carried(const Layer& packet) {
    const Layer outer =
        GetParam().outer_ipv6 ? Ip("fd00:1::1", "fd00:1::2") : Ip("192.0.2.1", "192.0.2.2");
    return Ethernet() / outer / GetParam().carriage->carry(packet);
  }
  static Layer probe() {
    return Ip("10.0.0.10", "10.0.1.10") / Udp(40000, 862, StampRequestBytes(7, 42));
  }
};

class TcWatchedOverlays : public TcOverlays {
 protected:
  void SetUp() override { load("lo"); }
};

TEST_P(TcOverlays, PlaintextIsALeak) {
  PlaintextCounters plaintext;
  run(Hook::TcEgress, carried(Ip("10.0.0.10", "10.0.1.10") / Udp(1, 53, Bytes(20))));
  const auto leaks = plaintext.changed(programs_->plaintext_map());
  ASSERT_EQ(leaks.size(), 1u);
  EXPECT_EQ(to_text(leaks[0].source), "10.0.0.10");
  EXPECT_EQ(to_text(leaks[0].destination), "10.0.1.10");
  EXPECT_EQ(leaks[0].packets, 1u);
  EXPECT_EQ(leaks[0].bytes, 20u + 8u + 20u);
}

TEST_P(TcOverlays, AProbeIsNamedBothWays) {
  const EventDecoder decoder({}, {}, {});
  run(Hook::TcEgress, carried(probe()));
  run(Hook::TcIngress, carried(probe()));
  ASSERT_EQ(events_.size(), 2u);
  const auto left = std::get<ProbeLeftInClear>(*decoder.decode(events_[0]));
  EXPECT_EQ(left.probe.sequence, 42u);
  EXPECT_EQ(left.leg, ProbeLeg::Request);
  const auto arrived = std::get<ProbeArrived>(*decoder.decode(events_[1]));
  EXPECT_EQ(arrived.probe.sequence, 42u);
  EXPECT_FALSE(arrived.decrypted);
}

TEST_P(TcOverlays, EspIsPassedOverWhereTheirDeviceIsNotWatched) {
  const Layer packet = carried(Ip("10.0.0.10", "10.0.1.10") / Esp(3, 17));
  for (const Hook hook : {Hook::TcEgress, Hook::TcIngress}) run(hook, packet);
  EXPECT_TRUE(counted().empty());
  EXPECT_TRUE(PlaintextCounters().changed(programs_->plaintext_map()).empty());
}

TEST_P(TcOverlays, CutPacketsPassUnharmed) {
  const Bytes whole = carried(probe()).bytes();
  const std::size_t shortest = 14 + (GetParam().outer_ipv6 ? 40 : 20);  // for BPF_PROG_TEST_RUN
  for (std::size_t length = shortest; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    for (const Hook hook : {Hook::TcEgress, Hook::TcIngress})
      run(hook, Layer(Layer::Kind::Ethernet, cut));
  }
}

TEST_P(TcWatchedOverlays, EspIsCountedByItsOwnAddresses) {
  const Layer packet = carried(Ip("fd00:a::1", "fd00:b::1") / Esp(3, 17));
  for (const Hook hook : {Hook::TcEgress, Hook::TcIngress}) run(hook, packet);
  const auto counts = counted();
  ASSERT_EQ(counts.size(), 2u);
  for (const PacketsCounted& count : counts) {
    EXPECT_EQ(count.spi, 3u);
    EXPECT_EQ(to_text(count.outer_destination), "fd00:b::1");
    EXPECT_EQ(count.packets, 1u);
    EXPECT_EQ(count.bytes, 40u + 40u);
  }
}

std::vector<OverlayCase> overlay_cases() {
  std::vector<OverlayCase> all;
  for (const Carriage& carriage : carriages())
    for (const bool outer_ipv6 : {false, true}) all.push_back({&carriage, outer_ipv6});
  return all;
}

std::string overlay_name(const ::testing::TestParamInfo<OverlayCase>& info) {
  return info.param.carriage->name + (info.param.outer_ipv6 ? "OverIpv6" : "OverIpv4");
}

INSTANTIATE_TEST_SUITE_P(Carriages, TcOverlays, ::testing::ValuesIn(overlay_cases()), overlay_name);
INSTANTIATE_TEST_SUITE_P(Carriages, TcWatchedOverlays, ::testing::ValuesIn(overlay_cases()),
                         overlay_name);

/// Geneve at the port of a device that is not the usual one.
class TcPortOfDevice : public TcPrograms {
 protected:
  static constexpr std::uint16_t kPort = 6082;
  std::vector<PlaintextCounted> leaks() {
    constexpr std::uint8_t kOptionWords = 1;  // or it could be read as VXLAN
    run(Hook::TcEgress,
        Ethernet() / Ip("192.0.2.1", "192.0.2.2") /
            in_udp(kPort, Geneve(Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(1, 53, Bytes(20)),
                                 kOptionWords)));
    return PlaintextCounters().changed(programs_->plaintext_map());
  }
};

TEST_F(TcPortOfDevice, IsLookedIntoWhenItIsTold) {
  programs_->look_into({{OverlayPort::Kind::Geneve, kPort}});
  ASSERT_EQ(leaks().size(), 1U);
}

TEST_F(TcPortOfDevice, IsAnyUdpUntilThen) { EXPECT_TRUE(leaks().empty()); }

TEST_F(TcPortOfDevice, IsReadAsWhatTheDeviceIs) {
  programs_->look_into({{OverlayPort::Kind::Vxlan, kPort}});
  EXPECT_TRUE(leaks().empty());
}

class TcNoOverlay : public TcPrograms {
 protected:
  void expect_no_leak(const Layer& packet) {
    run(Hook::TcEgress, packet);
    EXPECT_TRUE(PlaintextCounters().changed(programs_->plaintext_map()).empty());
  }
  static Layer pod_packet() { return Ip("10.0.0.10", "10.0.1.10") / Udp(1, 53, Bytes(20)); }
  static Layer between_nodes() { return Ethernet() / Ip("192.0.2.1", "192.0.2.2"); }
};

TEST_F(TcNoOverlay, OtherPortsCarryNothing) {
  expect_no_leak(between_nodes() / Udp(6081, 53, Geneve(Ethernet() / pod_packet())));
}

TEST_F(TcNoOverlay, GreOfAnotherVersionIsNotUnderstood) {
  Bytes gre = Gre(0, pod_packet()).bytes();
  gre[1] = 1;
  expect_no_leak(between_nodes() / Layer(Layer::Kind::Other, gre, 47));
  gre[1] = 0;
  gre[0] = 0x40;  // routing, RFC 1701
  expect_no_leak(between_nodes() / Layer(Layer::Kind::Other, gre, 47));
}

TEST_F(TcNoOverlay, WhatIsNoIpInsideOfAnOverlayIsLookedAtAsWhatCarriesIt) {
  Bytes arp(14 + 46, 0x45);  // begins like an IPv4 header
  arp[12] = 0x08;
  arp[13] = 0x06;
  const Layer frame(Layer::Kind::Ethernet, arp);
  expect_no_leak(between_nodes() / Udp(50000, 6081, Geneve(frame)));
  run(Hook::TcEgress, Ethernet() / Ip("10.0.0.10", "10.0.1.10") / Udp(50000, 6081, Geneve(frame)));
  EXPECT_EQ(PlaintextCounters().changed(programs_->plaintext_map()).size(), 1u);
}

}  // namespace
}  // namespace canary
