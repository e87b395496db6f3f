// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"

namespace canary {

/// A device of a network namespace, as rtnetlink tells it.
struct NetworkLink {
  int index = 0;
  std::string name;
  std::string
      kind;  ///< "vxlan", "bond", "loopback", ...; empty: hardware, or a driver that says none
  std::uint8_t header_length = 14;  ///< bytes before the IP header: 14 on Ethernet, else 0
  bool up = true;
  int master = 0;                ///< index of its bond, bridge, VRF, ...; 0: none
  int lower = 0;                 ///< index of the device below it; of a veth: its other end
  bool lower_elsewhere = false;  ///< that device lies in another network namespace
  std::uint32_t vrf_table = 0;   ///< of a VRF
  std::uint16_t udp_port = 0;    ///< that VXLAN or Geneve sends to
  bool operator==(const NetworkLink&) const = default;
};

struct NetworkAddress {
  int device = 0;
  IpAddress address;
  auto operator<=>(const NetworkAddress&) const = default;
};

/// One of the ways that a route leads.
struct RouteHop {
  int device = 0;
  bool has_gateway = false;
  auto operator<=>(const RouteHop&) const = default;
};

/// A route by which packets leave (RTN_UNICAST), or that ends the search for one.
struct NetworkRoute {
  IpPrefix destination;
  std::uint32_t table = 0;
  bool unicast = true;  ///< false: local, blackhole, unreachable, ...: it leads through no device
  std::vector<RouteHop> hops;
  std::uint32_t nexthop_id = 0;  ///< 0: only `hops`
  bool operator==(const NetworkRoute&) const = default;
};

/// A nexthop object: one hop, or a group of others.
struct NexthopObject {
  std::uint32_t id = 0;
  RouteHop hop;
  std::vector<std::uint32_t> group;
  bool operator==(const NexthopObject&) const = default;
};

/// A rule that sends packets to a table. Rules without one choose no route.
struct RoutingRule {
  Family family = Family::V4;
  std::uint32_t priority = 0;
  std::uint32_t table = 0;  ///< 0: that of the VRF which the packet belongs to
  std::optional<IpPrefix> destination;
  bool conditional = false;  ///< it asks for more than the destination: a source, a mark, a device
  bool operator==(const RoutingRule&) const = default;
};

/// What decides through which device a packet leaves a network namespace.
struct Network {
  std::vector<NetworkLink> links;
  std::vector<NetworkAddress> addresses;
  std::vector<NetworkRoute> routes;
  std::vector<NexthopObject> nexthops;
  std::vector<RoutingRule> rules;  ///< by priority
  bool operator==(const Network&) const = default;
};

}  // namespace canary
