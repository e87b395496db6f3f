// SPDX-License-Identifier: Apache-2.0
// Devices of pods, overlays, and others through which no packet leaves a node.
#include "testing/ip.h"
#include "uplinks/testing/choice.h"

namespace canary {
namespace {

using namespace testing;

TEST(InnerDevices, ABridgeOfPodsIsNone) {
  const auto uplinks = choose_on(kPlain, R"(
link add cni0 type bridge
link add veth1 type veth elsewhere
link set veth1 master cni0
link add docker0 type bridge
link add virbr0 type bridge
link add vnet0 type tun
link set vnet0 master virbr0
addr add 10.244.0.1/24 dev cni0
addr add 172.17.0.1/16 dev docker0
addr add 192.168.122.1/24 dev virbr0
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "cni0"), "a bridge of pods and virtual machines of this node");
  EXPECT_EQ(why_not(uplinks, "virbr0"), "a bridge of pods and virtual machines of this node");
  EXPECT_EQ(why_not(uplinks, "docker0"), "a bridge without ports");
}

TEST(InnerDevices, PeersBehindABridgeOfVirtualMachinesAreReachedThroughIt) {
  const auto uplinks = choose_on(kPlain, R"(
link add virbr0 type bridge
link add vnet0 type tun
link set vnet0 master virbr0
addr add 192.168.122.1/24 dev virbr0
)",
                                 {{"node-b", ip("192.168.122.15")}});
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "virbr0"}));
  EXPECT_EQ(why(uplinks, "virbr0"), "the route to node-b 192.168.122.15 leads through it");
}

TEST(InnerDevices, OverlaysLeaveThroughTheCard) {
  const auto uplinks = choose_on(kPlain, R"(
link add cilium_vxlan type vxlan
link add genev_sys_6081 type geneve
link add flannel.1 type vxlan
link add gre1 type gre
link add tunl0 type ipip
link add wg0 type wireguard
addr add 10.244.0.0/32 dev flannel.1
route add 10.244.1.0/24 via 10.244.1.0 dev flannel.1
route add 10.245.1.0/24 via 192.168.1.11 dev tunl0
route add 10.246.0.0/16 dev wg0
addr add 10.247.0.1/24 dev gre1
addr add 10.0.0.200/32 dev cilium_vxlan
)",
                                 {{"node-b", ip("10.244.1.7")}});
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "flannel.1"), "its packets leave in VXLAN, through another device");
  EXPECT_EQ(why_not(uplinks, "genev_sys_6081"),
            "its packets leave in Geneve, through another device");
  EXPECT_EQ(why_not(uplinks, "tunl0"), "its packets leave in IPIP, through another device");
  EXPECT_EQ(why_not(uplinks, "gre1"), "its packets leave in GRE, through another device");
  EXPECT_EQ(why_not(uplinks, "wg0"),
            "its packets leave encrypted by WireGuard, through another device");
}

TEST(InnerDevices, XfrmInterfacesAndVtiLeaveThroughTheCard) {
  const auto uplinks = choose_on(kPlain, R"(
link add ipsec0 link eth0 type xfrm
link add vti0 type vti
route add 10.9.0.0/16 dev ipsec0
route add 10.8.0.0/16 dev vti0
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "ipsec0"),
            "its packets leave encrypted by IPsec, through another device");
  EXPECT_EQ(why_not(uplinks, "vti0"),
            "its packets leave encrypted by IPsec, through another device");
}

TEST(InnerDevices, ATunnelThatSendsFromAnotherNamespaceIsAWayOutOfThisOne) {
  const auto uplinks = choose(R"(
link add ipsec0 type xfrm elsewhere headerless
addr add 10.1.0.1/24 dev ipsec0
)");
  EXPECT_EQ(watched(uplinks), Names{"ipsec0"});
  EXPECT_EQ(uplinks.watched.front().header_length, 0);
}

TEST(InnerDevices, AnOverlayOfAnUnknownKindIsWatchedWhereARouteLeads) {
  const auto uplinks = choose_on(kPlain, R"(
link add odd0 type quux
link add odd1 type quux
addr add 10.9.0.1/24 dev odd0
)");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "odd0"}));
}

TEST(InnerDevices, APairInThisNamespaceComesBack) {
  const auto uplinks = choose_on(kPlain, R"(
link add cilium_host type veth peer cilium_net
addr add 10.0.0.200/32 dev cilium_host
route add 10.0.0.0/24 via 10.0.0.200 dev cilium_host
route add 10.0.1.0/24 via 10.0.0.200 dev cilium_host
route add 10.0.1.0/24 dev cilium_host table 200
rule add pref 1 fwmark 0xe00/0xf00 table 200
)",
                                 {{"node-b", ip("10.0.1.207")}});
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "cilium_host"), "what it sends comes in again through cilium_net");
}

TEST(InnerDevices, ANodeThatIsAContainerHasAPairForItsUplink) {
  const auto uplinks = choose(R"(
link add eth0 type veth elsewhere
link add eth1 type veth elsewhere
link add cali1 type veth elsewhere
link add nk1 type netkit elsewhere
addr add 172.18.0.2/16 dev eth0
addr add 172.19.0.2/16 dev eth1
route add default via 172.18.0.1 dev eth0
route add 10.0.0.5/32 dev cali1
route add 10.0.0.6/32 dev nk1
)");
  EXPECT_EQ(watched(uplinks), (Names{"eth0", "eth1"}));
  EXPECT_EQ(why(uplinks, "eth1"), "the route to 172.19.0.0/16 leads through it");
}

TEST(InnerDevices, DevicesThatSendNothingAreNone) {
  const auto uplinks = choose_on(kPlain, R"(
link add kube-ipvs0 type dummy
link add ifb0 type ifb
addr add 10.96.0.1/32 dev kube-ipvs0
route add 10.97.0.0/16 dev ifb0
)");
  EXPECT_EQ(watched(uplinks), Names{"eth0"});
  EXPECT_EQ(why_not(uplinks, "kube-ipvs0"), "a dummy device sends nothing");
}

}  // namespace
}  // namespace canary
