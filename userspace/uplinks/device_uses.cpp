// SPDX-License-Identifier: Apache-2.0
#include "uplinks/device_uses.h"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <set>
#include <tuple>
#include <utility>

#include "uplinks/route_tables.h"

namespace canary {
namespace {

/// Whether only neighbours on the same link, or this node, can have it: 169.254.0.0/16, fe80::/10,
/// loopback, multicast.
bool stays_on_link(const IpAddress& address) {
  const auto& bytes = address.bytes;
  if (address.family == Family::V4)
    return (bytes[0] == 169 && bytes[1] == 254) || bytes[0] == 127 || (bytes[0] & 0xf0) == 0xe0;
  static const IpAddress loopback = IpAddress::parse("::1").value();
  return (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) || bytes[0] == 0xff || address == loopback;
}

bool is_host(const IpPrefix& prefix) { return prefix.length == prefix.address.size() * 8; }

bool is_usual(std::uint32_t table) {
  return table == RT_TABLE_MAIN || table == RT_TABLE_DEFAULT || table == RT_TABLE_LOCAL;
}

std::string of_table(std::uint32_t table) {
  return is_usual(table) ? "" : fmt::format(" of table {}", table);
}

std::string name_of(const NetworkRoute& route) {
  if (route.destination.length != 0)
    return fmt::format("the route{} to {}", of_table(route.table), to_text(route.destination));
  const bool v6 = route.destination.address.family == Family::V6;
  return fmt::format("the {}default route{}", v6 ? "IPv6 " : "", of_table(route.table));
}

UseKind kind_of(const NetworkRoute& route, const RouteHop& hop) {
  if (route.destination.length == 0) return UseKind::DefaultRoute;
  if (hop.has_gateway) return UseKind::GatewayRoute;
  return is_host(route.destination) ? UseKind::HostRoute : UseKind::SubnetRoute;
}

/// Collects uses; keeps of each device the one that says most: of two of a kind that of the main
/// table, then the first.
class UseCollector {
 public:
  explicit UseCollector(const Network& network) : network_(network), tables_(network) {
    for (const RoutingRule& rule : network.rules)
      if (rule.table != 0) asked_.emplace(rule.family, rule.table);
    for (const NetworkLink& link : network.links)
      for (const Family family : {Family::V4, Family::V6})
        if (link.vrf_table != 0) asked_.emplace(family, link.vrf_table);
  }

  void add_routes() {
    for (const NetworkRoute& route : network_.routes) {
      const IpPrefix& to = route.destination;
      if (!asked_.contains({to.address.family, route.table})) continue;
      if (to.length != 0 && stays_on_link(to.address)) continue;
      for (const RouteHop& hop : tables_.hops_of(route))
        add(hop, kind_of(route, hop), route.table,
            fmt::format("{} leads through it", name_of(route)));
    }
  }

  /// Asks the rules one after the other, as the kernel does. One that asks for more than the
  /// destination may be the one that counts, or not: the next is asked as well.
  void add_peer(const PeerAddress& peer) {
    for (const RoutingRule& rule : network_.rules) {
      if (rule.family != peer.address.family) continue;
      if (rule.destination && !rule.destination->contains(peer.address)) continue;
      const auto routes = tables_.look_up(peer.address, rule.table);
      for (const NetworkRoute* route : routes)
        for (const RouteHop& hop : tables_.hops_of(*route))
          add(hop, UseKind::PeerRoute, route->table,
              fmt::format("the route{} to {} {} leads through it", of_table(route->table),
                          peer.peer, to_text(peer.address)));
      if (!routes.empty() && !rule.conditional) return;
    }
  }

  void add_addresses() {
    for (const NetworkAddress& address : network_.addresses)
      if (!stays_on_link(address.address))
        add({address.device, false}, UseKind::Address, RT_TABLE_MAIN,
            fmt::format("packets can leave from its address {}", to_text(address.address)));
  }

  [[nodiscard]] std::map<int, DeviceUse> uses() const {
    std::map<int, DeviceUse> uses;
    for (const auto& [device, best] : best_) uses.emplace(device, best.use);
    return uses;
  }

 private:
  struct Best {
    DeviceUse use;
    bool is_usual;
  };

  void add(const RouteHop& hop, UseKind kind, std::uint32_t table, std::string reason) {
    Best candidate{{kind, std::move(reason)}, is_usual(table)};
    const auto [found, is_new] = best_.try_emplace(hop.device, candidate);
    const auto rank = [](const Best& of) { return std::tuple(of.use.kind, !of.is_usual); };
    if (!is_new && rank(candidate) < rank(found->second)) found->second = std::move(candidate);
  }

  const Network& network_;
  RouteTables tables_;
  std::set<std::pair<Family, std::uint32_t>> asked_;  ///< tables that a rule or a VRF leads to
  std::map<int, Best> best_;
};

}  // namespace

std::map<int, DeviceUse> uses_of_devices(const Network& network,
                                         const std::vector<PeerAddress>& peers) {
  UseCollector collector(network);
  collector.add_routes();
  for (const PeerAddress& peer : peers) collector.add_peer(peer);
  collector.add_addresses();
  return collector.uses();
}

}  // namespace canary
