// SPDX-License-Identifier: Apache-2.0
// Of devices that stand on others, which one is watched.
#include "testing/ip.h"
#include "uplinks/testing/choice.h"

namespace canary {
namespace {

using namespace testing;

constexpr auto kBond = R"(
link add eth0 type nic
link add eth1 type nic
link add bond0 type bond
link set eth0 master bond0
link set eth1 master bond0
addr add 192.168.1.10/24 dev bond0
route add default via 192.168.1.1 dev bond0
)";

TEST(StackedDevices, OfABondTheBondIsWatchedAndNotItsSlaves) {
  const auto uplinks = choose(kBond);
  EXPECT_EQ(watched(uplinks), Names{"bond0"});
  EXPECT_EQ(why_not(uplinks, "eth1"), "a port of bond0");
}

TEST(StackedDevices, AVlanOnABondIsWatchedAlone) {
  const auto uplinks = choose(R"(
link add eth0 type nic
link add bond0 type bond
link set eth0 master bond0
link add bond0.100 link bond0 type vlan
addr add 192.168.1.10/24 dev bond0.100
route add default via 192.168.1.1 dev bond0.100
)");
  EXPECT_EQ(watched(uplinks), Names{"bond0.100"});
  EXPECT_EQ(why_not(uplinks, "bond0"), "the device below bond0.100");
  EXPECT_EQ(why_not(uplinks, "eth0"), "a port of bond0");
}

TEST(StackedDevices, ACardThatAlsoCarriesAVlanSaysSo) {
  const auto uplinks = choose_on(kPlain, R"(
link add eth0.100 link eth0 type vlan
addr add 10.5.0.1/24 dev eth0.100
)");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth0.100"}));
  EXPECT_EQ(carried_by(uplinks, "eth0"), Names{"eth0.100"});
  EXPECT_EQ(carried_by(uplinks, "eth0.100"), Names{});
}

TEST(StackedDevices, ABridgeWithACardIsWatchedAndNotTheCard) {
  const auto uplinks = choose(R"(
link add eth0 type nic
link add br0 type bridge
link set eth0 master br0
addr add 192.168.1.10/24 dev br0
route add default via 192.168.1.1 dev br0
)");
  EXPECT_EQ(watched(uplinks), Names{"br0"});
  EXPECT_EQ(why_not(uplinks, "eth0"), "a port of br0");
}

TEST(StackedDevices, APairWhoseOtherEndIsAPortLeadsOutWithTheBridge) {
  const auto uplinks = choose(R"(
link add eth0 type nic
link add br0 type bridge
link set eth0 master br0
link add mgmt0 type veth peer mgmt0-port
link set mgmt0-port master br0
addr add 192.168.1.10/24 dev mgmt0
route add default via 192.168.1.1 dev mgmt0
)");
  EXPECT_EQ(watched(uplinks), Names{"mgmt0"});
}

TEST(StackedDevices, BridgesThatPairsConnectInACircleEnd) {
  const auto uplinks = choose_on(kPlain, R"(
link add br0 type bridge
link add br1 type bridge
link add a0 type veth peer a1
link add b0 type veth peer b1
link set a0 master br0
link set a1 master br1
link set b0 master br0
link set b1 master br1
addr add 10.7.0.1/24 dev br0
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "br0"), "a bridge without ports");
}

TEST(StackedDevices, OfOpenVswitchThePortsAreWatchedThatLeadOut) {
  const auto uplinks = choose(R"(
link add ovs-system type openvswitch
link set ovs-system down
link add eth0 type nic
link set eth0 master ovs-system
link add br-ex type openvswitch
link add br-int type openvswitch
link set br-int down
link add ovn-k8s-mp0 type openvswitch
link add genev_sys_6081 type geneve
link set genev_sys_6081 master ovs-system
link add 7b9c_3 type veth elsewhere
link set 7b9c_3 master ovs-system
addr add 192.168.1.10/24 dev br-ex
addr add 10.244.0.2/24 dev ovn-k8s-mp0
route add default via 192.168.1.1 dev br-ex
route add 10.244.0.0/16 via 10.244.0.1 dev ovn-k8s-mp0
)",
                              {{"node-b", ip("10.244.1.7")}});
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why(uplinks, "eth0"), "Open vSwitch sends through it what br-ex does");
  EXPECT_EQ(why_not(uplinks, "br-ex"), "its packets leave Open vSwitch through eth0");
  EXPECT_EQ(why_not(uplinks, "ovn-k8s-mp0"), "its packets leave Open vSwitch through eth0");
}

TEST(StackedDevices, AnInternalDeviceOfOpenVswitchWithoutOuterPortsIsWatchedItself) {
  const auto uplinks = choose(R"(
link add br-ex type openvswitch
addr add 192.168.1.10/24 dev br-ex
route add default via 192.168.1.1 dev br-ex
)");
  EXPECT_EQ(watched(uplinks), Names{"br-ex"});
}

TEST(StackedDevices, ACardThatAnotherCardStandsForIsNotWatched) {
  const auto uplinks = choose_on(kPlain, "link add enP1 type nic\nlink set enP1 master eth0\n");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "enP1"), "a port of eth0");
}

TEST(StackedDevices, AMacvlanWithARouteIsWatchedAndTheDeviceBelowItIsNot) {
  const auto uplinks = choose(R"(
link add eth0 type nic
link add mv0 link eth0 type macvlan
link add iv0 link eth0 type ipvlan
addr add 192.168.1.10/24 dev mv0
route add default via 192.168.1.1 dev mv0
addr add 192.168.2.10/24 dev iv0
)");
  EXPECT_EQ(watched(uplinks), (Names{"mv0", "iv0"}));
  EXPECT_EQ(why_not(uplinks, "eth0"), "the device below mv0 and iv0");
}

TEST(StackedDevices, AMemberOfAVrfIsWatchedAndTheVrfIsNot) {
  const auto uplinks = choose_on(kPlain, R"(
link add blue type vrf table 10
link add eth1 type nic
link set eth1 master blue
addr add 10.5.0.1/24 dev eth1
route add default via 10.5.0.254 dev eth1 table 10
)");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth1"}));
  EXPECT_EQ(why(uplinks, "eth1"), "the default route of table 10 leads through it");
  EXPECT_EQ(why_not(uplinks, "blue"), "a VRF sends through its members");
}

TEST(StackedDevices, SlavesThatAreAllNamedSeeWhatTheBondSends) {
  const auto uplinks = choose(kBond, {}, {"eth0", "eth1"});
  EXPECT_TRUE(uplinks.complete());
  EXPECT_EQ(why_not(uplinks, "bond0"), "its packets pass eth0 and eth1, which are watched");
}

TEST(StackedDevices, ASlaveThatIsNotNamedLeavesTheBondUnseen) {
  EXPECT_FALSE(choose(kBond, {}, {"eth0"}).complete());
}

}  // namespace
}  // namespace canary
