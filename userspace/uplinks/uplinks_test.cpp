// SPDX-License-Identifier: Apache-2.0
// Nodes as they stand in the field, and the devices that packets leave them through.
#include <fmt/format.h>

#include "testing/ip.h"
#include "uplinks/testing/choice.h"

namespace canary {
namespace {

using namespace testing;

TEST(Uplinks, TheDefaultRouteLeadsThroughTheOnlyCard) {
  const auto uplinks = choose(kPlain);
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why(uplinks, "eth0"), "the default route leads through it");
  EXPECT_EQ(why_not(uplinks, "lo"), "what it sends stays on this node");
  EXPECT_TRUE(uplinks.complete());
}

TEST(Uplinks, NoNetworkHasNoUplink) {
  const auto uplinks = choose("");
  EXPECT_EQ(watched(uplinks), Names{});
  EXPECT_EQ(sentence(uplinks), "no device is watched");
}

TEST(Uplinks, ACardWithoutAddressAndRouteIsNone) {
  const auto uplinks = choose_on(kPlain, "link add eth1 type nic\n");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "eth1"), "no address, and no route leads through it");
}

TEST(Uplinks, ACardWithALinkLocalAddressOnlyIsNone) {
  const auto uplinks = choose_on(kPlain, R"(
link add eth1 type nic
addr add fe80::1/64 dev eth1
addr add 169.254.3.4/16 dev eth1
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
}

TEST(Uplinks, ACardThatIsDownIsNone) {
  const auto uplinks = choose_on(kPlain, R"(
link add eth1 type nic
addr add 10.5.0.1/24 dev eth1
link set eth1 down
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "eth1"), "it is down");
}

TEST(Uplinks, AStorageNetworkIsAWayOut) {
  const auto uplinks = choose_on(kPlain, "link add eth1 type nic\naddr add 10.5.0.1/24 dev eth1\n");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth1"}));
  EXPECT_EQ(why(uplinks, "eth1"), "the route to 10.5.0.0/24 leads through it");
}

TEST(Uplinks, AnAddressIsEnoughToSendFrom) {
  const auto uplinks =
      choose_on(kPlain, "link add eth1 type nic\naddr add 203.0.113.7/32 dev eth1\n");
  EXPECT_EQ(why(uplinks, "eth1"), "packets can leave from its address 203.0.113.7");
}

TEST(Uplinks, OnlyIpv6IsEnough) {
  const auto uplinks = choose(R"(
link add eth0 type nic
addr add fd00:a::1/64 dev eth0
route add default6 via fe80::1 dev eth0
)");
  EXPECT_EQ(why(uplinks, "eth0"), "the IPv6 default route leads through it");
}

constexpr auto kManyInterfaces = R"(
link add eth0 type nic
link add eth1 type nic
link add eth2 type nic
link add eni5a type veth elsewhere
addr add 192.168.1.10/18 dev eth0
route add default via 192.168.0.1 dev eth0
route add default via 192.168.0.1 dev eth1 table 2
route add 192.168.0.1/32 dev eth1 table 2
route add default via 192.168.0.1 dev eth2 table 3
route add 192.168.0.1/32 dev eth2 table 3
route add 192.168.7.7/32 dev eni5a
rule add pref 512 to 192.168.7.7 table 254
rule add pref 1024 fwmark 0x80/0x80 table 254
rule add pref 1536 from 192.168.7.7 table 2
rule add pref 1536 from 192.168.8.8 table 3
)";

TEST(Uplinks, EachInterfaceWithATableOfItsOwnIsOne) {
  const auto uplinks = choose(kManyInterfaces);
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth1", "eth2"}));
  EXPECT_EQ(why(uplinks, "eth1"), "the default route of table 2 leads through it");
  EXPECT_EQ(why_not(uplinks, "eni5a"),
            "its other end is in another network namespace, as a pod's is");
}

TEST(Uplinks, ATableThatNoRuleLeadsToIsNotFollowed) {
  const auto uplinks = choose_on(kPlain, R"(
link add eth1 type nic
route add default via 192.168.0.1 dev eth1 table 9
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
}

TEST(Uplinks, ADeviceWithoutLinkHeaderIsWatchedAsSuch) {
  const auto uplinks = choose(R"(
link add ppp0 type ppp headerless
addr add 203.0.113.7/32 dev ppp0
route add 203.0.113.1/32 dev ppp0
route add default dev ppp0
)");
  EXPECT_EQ(watched(uplinks), Names{"ppp0"});
  EXPECT_EQ(uplinks.watched.front().header_length, 0);
}

TEST(Uplinks, AnUnnumberedLinkIsWatchedForItsRoutes) {
  const auto uplinks = choose(R"(
link add lo1 type dummy
link add swp1 type nic
addr add 10.255.0.1/32 dev lo1
addr add fe80::2/64 dev swp1
route add 10.0.0.0/8 via fe80::1 dev swp1
)");
  EXPECT_EQ(watched(uplinks), Names{"swp1"});
  EXPECT_EQ(why(uplinks, "swp1"), "the route to 10.0.0.0/8 leads through it");
}

TEST(Uplinks, EveryWayOfAMultipathRouteIsOne) {
  const auto uplinks = choose(R"(
link add eth0 type nic
link add eth1 type nic
route add default nexthop via 10.0.0.1 dev eth0 nexthop via 10.0.1.1 dev eth1
)");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth1"}));
}

TEST(Uplinks, NexthopObjectsAreFollowedThroughTheirGroup) {
  const auto uplinks = choose(R"(
link add eth0 type nic
link add eth1 type nic
link add eth2 type nic
nexthop add id 1 via 10.0.0.1 dev eth0
nexthop add id 2 via 10.0.1.1 dev eth1
nexthop add id 9 group 1/2
route add default nhid 9
)");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth1"}));
}

TEST(Uplinks, RoutesThatLeadNowhereLeadThroughNoDevice) {
  const auto uplinks = choose_on(kPlain, R"(
link add eth1 type nic
route add blackhole 10.9.0.0/16 dev eth1
route add unreachable 10.8.0.0/16 dev eth1
route add local 10.0.0.0/24 dev eth1 table 200
rule add pref 1 fwmark 0xd00/0xf00 table 200
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
}

TEST(Uplinks, AMarkMayLeadAPeersPacketsAnotherWay) {
  const auto uplinks = choose_on(kPlain, R"(
link add pod1 type veth elsewhere
route add 10.0.1.207/32 dev pod1 table 7
rule add pref 10 fwmark 0x7 table 7
)",
                                 {{"node-b", ip("10.0.1.207")}});
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "pod1"}));
  EXPECT_EQ(why(uplinks, "pod1"), "the route of table 7 to node-b 10.0.1.207 leads through it");
}

TEST(Uplinks, ARuleForOtherDestinationsSaysNothingAboutAPeer) {
  const auto uplinks = choose_on(kPlain, R"(
link add pod1 type veth elsewhere
route add 10.0.1.207/32 dev pod1 table 7
rule add pref 10 to 10.9.0.0/16 table 7
)",
                                 {{"node-b", ip("10.0.1.207")}});
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
}

TEST(Uplinks, OneThatIsNamedLeavesTheOthersUnseen) {
  const auto uplinks = choose(kManyInterfaces, {}, {"eth0", "eth2"});
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth2"}));
  EXPECT_FALSE(uplinks.complete());
  EXPECT_EQ(
      sentence(uplinks),
      "watched are eth0 (named by --uplink) and eth2 (named by --uplink); not watched is eth1 "
      "(the default route of table 2 leads through it, and --uplink does not name it)");
}

TEST(Uplinks, AllThatAreNamedAreComplete) {
  EXPECT_TRUE(choose(kManyInterfaces, {}, {"eth0", "eth1", "eth2"}).complete());
}

TEST(Uplinks, OneThatIsNamedAndMissingIsToldAndTheRestGoesOn) {
  const auto uplinks = choose(kPlain, {}, {"eth0", "eth7"});
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_FALSE(uplinks.complete());
  EXPECT_EQ(sentence(uplinks), "watched is eth0 (named by --uplink); there is no eth7");
}

TEST(Uplinks, SixtyFourAreToldInOneShortSentence) {
  std::string batch;
  for (int i = 0; i < 64; ++i)
    batch += fmt::format("link add eth{0} type nic\naddr add 10.{0}.0.1/24 dev eth{0}\n", i);
  const auto uplinks = choose(batch);
  EXPECT_EQ(uplinks.watched.size(), 64u);
  EXPECT_TRUE(
      sentence(uplinks).ends_with("(the route to 10.2.0.0/24 leads through it) and 61 more"))
      << sentence(uplinks);
}

TEST(Uplinks, TellTheUdpPortsOfOverlays) {
  using enum OverlayPort::Kind;
  const auto uplinks = choose_on(kPlain, R"(
link add vxlan0 type vxlan dstport 4790
link add vxlan1 type vxlan dstport 4790
link add genev0 type geneve dstport 6082
link add gre0 type gre
)");
  EXPECT_EQ(uplinks.overlay_ports, (std::set<OverlayPort>{{Vxlan, 4790}, {Geneve, 6082}}));
}

TEST(Uplinks, AnOverlayOfAnotherKindThanVxlanIsTold) {
  const auto network =
      read_ip_batch("link add overlay type gre\nlink add cilium_vxlan type vxlan\n");
  EXPECT_EQ(trouble_of_overlay(network, "overlay"),
            "overlay is no VXLAN device but of kind gre, so ESP in it is not seen");
  EXPECT_EQ(trouble_of_overlay(network, "cilium_vxlan"), "");
  auto uplinks = choose(kPlain);
  uplinks.overlay_trouble = trouble_of_overlay(network, "overlay");
  EXPECT_TRUE(sentence(uplinks).ends_with("; " + uplinks.overlay_trouble)) << sentence(uplinks);
}

TEST(Uplinks, WhatSendsThroughAnotherDeviceIsToldApartFromPods) {
  const auto told = to_observation(choose_on(kPlain, R"(
link add cilium_vxlan type vxlan
link add lxc1 type veth elsewhere
)"),
                                   {});
  ASSERT_EQ(told.watched.size(), 1u);
  EXPECT_TRUE(told.sees(told.watched[0].index));
  Names passing;
  for (const NodeDevice& device : told.passing) passing.push_back(device.name);
  EXPECT_EQ(passing, (Names{"lo", "cilium_vxlan"}));
}

TEST(Uplinks, ANameMayHaveOddCharacters) {
  const auto uplinks = choose(R"(
link add eth0@if7'"<\ type nic
addr add 10.0.0.1/24 dev eth0@if7'"<\
)");
  EXPECT_EQ(watched(uplinks), Names{R"(eth0@if7'"<\)"});
}

}  // namespace
}  // namespace canary
