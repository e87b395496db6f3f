// SPDX-License-Identifier: Apache-2.0
#include "uplinks/route_tables.h"

#include <algorithm>

namespace canary {
namespace {

/// A group holds nexthops, never groups of them (nh_check_attr_group(), Linux 6.12).
constexpr int kDeepestGroup = 2;

}  // namespace

RouteTables::RouteTables(const Network& network) {
  for (const NexthopObject& object : network.nexthops) nexthops_.emplace(object.id, &object);
  for (const NetworkRoute& route : network.routes) {
    const IpPrefix& prefix = route.destination;
    tables_[{prefix.address.family, route.table}].by_length[prefix.length][prefix].push_back(
        &route);
  }
}

std::vector<const NetworkRoute*> RouteTables::look_up(const IpAddress& destination,
                                                      std::uint32_t table) const {
  const auto found = tables_.find({destination.family, table});
  if (found == tables_.end()) return {};
  for (const auto& [length, prefixes] : found->second.by_length) {
    const auto routes = prefixes.find(shortened(host_prefix(destination), length));
    if (routes != prefixes.end()) return routes->second;
  }
  return {};
}

std::vector<RouteHop> RouteTables::hops_of(const NetworkRoute& route) const {
  if (!route.unicast) return {};
  std::vector<RouteHop> hops = route.hops;
  add_nexthop(route.nexthop_id, hops, 0);
  return hops;
}

void RouteTables::add_nexthop(std::uint32_t id, std::vector<RouteHop>& hops, int depth) const {
  const auto found = nexthops_.find(id);
  if (found == nexthops_.end() || depth == kDeepestGroup) return;
  if (found->second->hop.device != 0) hops.push_back(found->second->hop);
  for (const std::uint32_t member : found->second->group) add_nexthop(member, hops, depth + 1);
}

}  // namespace canary
