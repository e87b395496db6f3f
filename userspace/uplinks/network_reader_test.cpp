// SPDX-License-Identifier: Apache-2.0
// What this kernel tells of namespaces that `ip` builds.
#include "uplinks/network_reader.h"

#include <linux/rtnetlink.h>

#include <algorithm>

#include "testing/ip.h"
#include "uplinks/testing/netns_of_ip.h"

namespace canary {
namespace {

class NetworkReader : public testing::NetnsOfIp {
 protected:
  static Network read() {
    auto network = read_network();
    EXPECT_TRUE(network) << network.error().message;
    return network.value_or(Network{});
  }

  static NetworkLink link(const Network& network, std::string_view name) {
    const auto found = std::ranges::find(network.links, name, &NetworkLink::name);
    EXPECT_NE(found, network.links.end()) << name;
    return found == network.links.end() ? NetworkLink{} : *found;
  }

  static std::vector<NetworkRoute> routes_to(const Network& network, std::string_view prefix) {
    std::vector<NetworkRoute> found;
    std::ranges::copy_if(network.routes, std::back_inserter(found),
                         [&](const auto& route) { return to_text(route.destination) == prefix; });
    return found;
  }

  static std::vector<RoutingRule> rules_at(const Network& network, std::uint32_t priority) {
    std::vector<RoutingRule> found;
    std::ranges::copy_if(network.rules, std::back_inserter(found),
                         [&](const auto& rule) { return rule.priority == priority; });
    return found;
  }
};

constexpr auto kPair = R"(
link add eth0 type veth peer name far0
link set eth0 up
link set far0 up
addr add 10.0.0.1/24 dev eth0
)";

TEST_F(NetworkReader, AnEmptyNamespaceHasLoopback) {
  const auto network = read();
  EXPECT_EQ(link(network, "lo").kind, "loopback");
  EXPECT_EQ(link(network, "lo").header_length, 14);
  EXPECT_TRUE(link(network, "lo").up);
}

TEST_F(NetworkReader, BothEndsOfAPairKnowEachOther) {
  ip(kPair);
  const auto network = read();
  EXPECT_EQ(link(network, "eth0").kind, "veth");
  EXPECT_EQ(link(network, "eth0").lower, link(network, "far0").index);
  EXPECT_FALSE(link(network, "eth0").lower_elsewhere);
}

TEST_F(NetworkReader, APairThatEndsInAnotherNamespaceSaysSo) {
  const auto other = FreshNetns::make();
  ASSERT_TRUE(other);
  std::string path = other->path();
  path.replace(path.find("self"), 4, std::to_string(getpid()));  // `ip` is another process
  ip(fmt::format("link add eth0 type veth peer name far0 netns {}\n", path));
  EXPECT_TRUE(link(read(), "eth0").lower_elsewhere);
}

TEST_F(NetworkReader, APortNamesItsBridge) {
  ip(kPair);
  ip("link add br0 type bridge\nlink set eth0 master br0\n");
  const auto network = read();
  EXPECT_EQ(link(network, "br0").kind, "bridge");
  EXPECT_EQ(link(network, "eth0").master, link(network, "br0").index);
}

TEST_F(NetworkReader, ATunDeviceHasNoLinkHeader) {
  ip("tuntap add tun0 mode tun\n");
  EXPECT_EQ(link(read(), "tun0").kind, "tun");
  EXPECT_EQ(link(read(), "tun0").header_length, 0);
  EXPECT_FALSE(link(read(), "tun0").up);
}

TEST_F(NetworkReader, AVxlanDeviceTellsItsPort) {
  ip("link add vxlan0 type vxlan id 1 dstport 4790\n");
  EXPECT_EQ(link(read(), "vxlan0").udp_port, 4790);
}

TEST_F(NetworkReader, ADeviceHasItsAddresses) {
  ip(kPair);
  ip("addr add fd00::1/64 dev eth0 nodad\naddr add 10.9.0.1 peer 10.9.0.2 dev eth0\n");
  const auto network = read();
  const int eth0 = link(network, "eth0").index;
  for (const auto* address : {"10.0.0.1", "fd00::1", "10.9.0.1"})
    EXPECT_TRUE(std::ranges::count(network.addresses, NetworkAddress{eth0, testing::ip(address)}))
        << address;
}

TEST_F(NetworkReader, ARouteOfAnotherTableIsRead) {
  ip(kPair);
  ip("route add default via 10.0.0.254 dev eth0 table 1000\n");
  const auto network = read();
  const auto routes = routes_to(network, "0.0.0.0/0");
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_EQ(routes.front().table, 1000u);
  EXPECT_EQ(routes.front().hops, (std::vector{RouteHop{link(network, "eth0").index, true}}));
}

TEST_F(NetworkReader, TheRouteToASubnetHasNoGateway) {
  ip(kPair);
  const auto routes = routes_to(read(), "10.0.0.0/24");
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_EQ(routes.front().table, RT_TABLE_MAIN);
  EXPECT_FALSE(routes.front().hops.front().has_gateway);
}

TEST_F(NetworkReader, EachWayOfAMultipathRouteIsRead) {
  ip(kPair);
  ip("addr add 10.1.0.1/24 dev far0\n"
     "route add 10.9.0.0/16 nexthop via 10.0.0.2 dev eth0 nexthop via 10.1.0.2 dev far0\n");
  const auto network = read();
  const auto routes = routes_to(network, "10.9.0.0/16");
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_EQ(routes.front().hops, (std::vector{RouteHop{link(network, "eth0").index, true},
                                              RouteHop{link(network, "far0").index, true}}));
}

TEST_F(NetworkReader, ARouteNamesItsNexthopObject) {
  ip(kPair);
  ip("nexthop add id 7 via 10.0.0.2 dev eth0\n"
     "nexthop add id 9 group 7\n"
     "route add 10.9.0.0/16 nhid 9\n");
  const auto network = read();
  ASSERT_EQ(routes_to(network, "10.9.0.0/16").size(), 1u);
  EXPECT_EQ(routes_to(network, "10.9.0.0/16").front().nexthop_id, 9u);
  const std::vector<NexthopObject> objects{{7, {link(network, "eth0").index, true}, {}},
                                           {9, {}, {7}}};
  EXPECT_EQ(network.nexthops, objects);
}

TEST_F(NetworkReader, ABlackholeLeadsThroughNoDevice) {
  ip("route add blackhole 10.9.0.0/16\n");
  const auto routes = routes_to(read(), "10.9.0.0/16");
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_FALSE(routes.front().unicast);
  EXPECT_TRUE(routes.front().hops.empty());
}

TEST_F(NetworkReader, RoutesOfIpv6AreRead) {
  ip(kPair);
  ip("addr add fd00::1/64 dev eth0 nodad\n"
     "route add fd00:b::/64 via fd00::2 dev eth0\n"
     "route add fd00:c::/64 nexthop via fd00::2 dev eth0 nexthop via fd00::3 dev eth0\n");
  const auto network = read();
  ASSERT_EQ(routes_to(network, "fd00:b::/64").size(), 1u);
  EXPECT_EQ(routes_to(network, "fd00:b::/64").front().hops,
            (std::vector{RouteHop{link(network, "eth0").index, true}}));
  ASSERT_EQ(routes_to(network, "fd00:c::/64").size(), 1u);
  EXPECT_EQ(routes_to(network, "fd00:c::/64").front().hops.size(), 2u);
}

TEST_F(NetworkReader, RulesAreReadByPriority) {
  ip("rule add pref 100 to 10.9.0.0/16 table 7\n"
     "rule add pref 90 fwmark 0xe00/0xf00 table 200\n"
     "rule add pref 95 blackhole from 10.8.0.0/16\n");
  const auto network = read();
  EXPECT_EQ(rules_at(network, 90), (std::vector{RoutingRule{Family::V4, 90, 200, {}, true}}));
  EXPECT_TRUE(rules_at(network, 95).empty());
  EXPECT_EQ(rules_at(network, 100),
            (std::vector{
                RoutingRule{Family::V4, 100, 7, IpPrefix::parse("10.9.0.0/16").value(), false}}));
  EXPECT_TRUE(std::ranges::is_sorted(network.rules, {}, &RoutingRule::priority));
  EXPECT_EQ(rules_at(network, 32766).size(), 2u);  // of both families
}

TEST_F(NetworkReader, TenThousandRoutesAreRead) {
  ip(kPair);
  std::string batch;
  for (int i = 0; i < 10'000; ++i)
    batch += fmt::format("route add 11.{}.{}.0/24 via 10.0.0.2 dev eth0\n", i / 250, i % 250);
  ip(batch);
  const auto network = read();
  EXPECT_EQ(std::ranges::count(
                network.routes, true,
                [](const auto& route) { return route.destination.address.bytes[0] == 11; }),
            10'000);
}

}  // namespace
}  // namespace canary
