// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "uplinks/network.h"

namespace canary {

/// Routes, found by destination as the kernel finds them: the longest prefix of a table wins.
/// Points into the network.
class RouteTables {
 public:
  explicit RouteTables(const Network& network);

  /// The routes of the longest prefix that holds `destination`: several where metrics differ.
  [[nodiscard]] std::vector<const NetworkRoute*> look_up(const IpAddress& destination,
                                                         std::uint32_t table) const;

  /// The hops of a route and of its nexthop objects. None of one that is not unicast.
  [[nodiscard]] std::vector<RouteHop> hops_of(const NetworkRoute& route) const;

 private:
  using Prefixes = std::map<IpPrefix, std::vector<const NetworkRoute*>>;
  struct Table {
    std::map<std::uint8_t, Prefixes, std::greater<>> by_length;
  };
  void add_nexthop(std::uint32_t id, std::vector<RouteHop>& hops, int depth) const;

  std::map<std::pair<Family, std::uint32_t>, Table> tables_;
  std::map<std::uint32_t, const NexthopObject*> nexthops_;
};

}  // namespace canary
