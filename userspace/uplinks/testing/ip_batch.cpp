// SPDX-License-Identifier: Apache-2.0
#include "uplinks/testing/ip_batch.h"

#include <fmt/format.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace canary::testing {
namespace {

/// The words of one line, up to a comment.
class Line {
 public:
  explicit Line(const std::string& line) : words_(line.substr(0, line.find(" #"))) {}

  bool next(std::string& word) { return static_cast<bool>(words_ >> word); }
  std::string value() {
    std::string word;
    if (!(words_ >> word)) throw std::runtime_error("a value is missing: " + words_.str());
    return word;
  }
  std::uint32_t number() { return static_cast<std::uint32_t>(std::stoul(value(), nullptr, 0)); }
  [[noreturn]] void refuse(const std::string& word) const {
    throw std::runtime_error(fmt::format("unknown word '{}' in: {}", word, words_.str()));
  }

 private:
  std::istringstream words_;
};

class World {
 public:
  World() {
    for (const Family family : {Family::V4, Family::V6})
      for (const auto& [priority, table] : {std::pair(0u, std::uint32_t{RT_TABLE_LOCAL}),
                                            std::pair(32766u, std::uint32_t{RT_TABLE_MAIN})})
        network_.rules.push_back({family, priority, table, {}, false});
    add_link({1, "lo", "loopback"});
  }

  void read(Line line) {
    std::string noun;
    if (!line.next(noun)) return;
    const std::string verb = line.value();
    if (noun == "link" && verb == "add")
      read_link(line);
    else if (noun == "link" && verb == "set")
      read_change(line);
    else if (noun == "addr")
      read_address(line);
    else if (noun == "route")
      read_route(line);
    else if (noun == "nexthop")
      read_nexthop(line);
    else if (noun == "rule")
      read_rule(line);
    else
      line.refuse(noun);
  }

  Network take() {
    std::ranges::stable_sort(network_.rules, {}, &RoutingRule::priority);
    return std::move(network_);
  }

 private:
  void add_link(NetworkLink link) { network_.links.push_back(std::move(link)); }

  NetworkLink& link(const std::string& name) {
    const auto found = std::ranges::find(network_.links, name, &NetworkLink::name);
    if (found == network_.links.end()) throw std::runtime_error("no device " + name);
    return *found;
  }
  int index(const std::string& name) { return link(name).index; }

  void read_link(Line& line) {
    NetworkLink added{static_cast<int>(network_.links.size()) + 1, line.value(), ""};
    std::string peer;
    for (std::string word; line.next(word);) {
      if (word == "link")
        added.lower = index(line.value());
      else if (word == "type")
        added.kind = line.value();
      else if (word == "elsewhere")
        added.lower_elsewhere = true;
      else if (word == "headerless")
        added.header_length = 0;
      else if (word == "table")
        added.vrf_table = line.number();
      else if (word == "dstport")
        added.udp_port = static_cast<std::uint16_t>(line.number());
      else if (word == "peer")
        peer = line.value();
      else
        line.refuse(word);
    }
    if (added.kind == "nic") added.kind.clear();
    if (added.lower_elsewhere) added.lower = 7;  // an index that means nothing here
    if (!peer.empty()) added.lower = added.index + 1;
    add_link(added);
    if (!peer.empty()) {
      NetworkLink other = added;
      std::swap(other.index, other.lower);
      other.name = peer;
      add_link(std::move(other));
    }
  }

  void read_change(Line& line) {
    NetworkLink& changed = link(line.value());
    for (std::string word; line.next(word);) {
      if (word == "master")
        changed.master = index(line.value());
      else if (word == "down")
        changed.up = false;
      else
        line.refuse(word);
    }
  }

  void read_address(Line& line) {
    const std::string text = line.value();
    const auto slash = text.find('/');
    const IpAddress address = IpAddress::parse(text.substr(0, slash)).value();
    const IpPrefix subnet = shortened(
        host_prefix(address), static_cast<std::uint8_t>(std::stoul(text.substr(slash + 1))));
    if (line.value() != "dev") line.refuse(text);
    const int device = index(line.value());
    network_.addresses.push_back({device, address});
    if (subnet != host_prefix(address))
      network_.routes.push_back({subnet, table_of(device), true, {{device, false}}});
  }

  std::uint32_t table_of(int device) {
    const NetworkLink& of = network_.links[static_cast<std::size_t>(device) - 1];
    if (of.master == 0) return RT_TABLE_MAIN;
    const std::uint32_t vrf = network_.links[static_cast<std::size_t>(of.master) - 1].vrf_table;
    return vrf == 0 ? RT_TABLE_MAIN : vrf;
  }

  void read_route(Line& line) {
    NetworkRoute route;
    route.table = RT_TABLE_MAIN;
    RouteHop hop;
    for (std::string word; line.next(word);) {
      if (word == "nexthop" || word == "dev" || word == "via")
        read_hop(word, line, route.hops, hop);
      else if (word == "table")
        route.table = line.number();
      else if (word == "nhid")
        route.nexthop_id = line.number();
      else if (word == "local" || word == "blackhole" || word == "unreachable")
        route.unicast = false;
      else if (word == "default")
        route.destination = IpPrefix::parse("0.0.0.0/0").value();
      else if (word == "default6")
        route.destination = IpPrefix::parse("::/0").value();
      else
        route.destination = IpPrefix::parse(word).value();
    }
    if (hop.device != 0) route.hops.push_back(hop);
    network_.routes.push_back(std::move(route));
  }

  void read_hop(const std::string& word, Line& line, std::vector<RouteHop>& hops, RouteHop& hop) {
    if (word == "dev") {
      hop.device = index(line.value());
    } else if (word == "via") {
      line.value();
      hop.has_gateway = true;
    } else if (hop.device != 0) {
      hops.push_back(std::exchange(hop, {}));
    }
  }

  void read_nexthop(Line& line) {
    NexthopObject object;
    std::vector<RouteHop> none;
    for (std::string word; line.next(word);) {
      if (word == "id")
        object.id = line.number();
      else if (word == "group")
        read_group(line.value(), object.group);
      else
        read_hop(word, line, none, object.hop);
    }
    network_.nexthops.push_back(std::move(object));
  }

  static void read_group(const std::string& text, std::vector<std::uint32_t>& group) {
    std::istringstream members(text);
    for (std::string member; std::getline(members, member, '/');)
      group.push_back(static_cast<std::uint32_t>(std::stoul(member)));
  }

  void read_rule(Line& line) {
    RoutingRule rule;
    for (std::string word; line.next(word);) {
      if (word == "pref")
        rule.priority = line.number();
      else if (word == "table")
        rule.table = line.number();
      else if (word == "to")
        rule.destination = IpPrefix::parse(line.value()).value();
      else if (word == "-6")
        rule.family = Family::V6;
      else {
        line.value();
        rule.conditional = true;
      }
    }
    network_.rules.push_back(std::move(rule));
  }

  Network network_;
};

}  // namespace

Network read_ip_batch(std::string_view text) {
  World world;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) world.read(Line(line));
  return world.take();
}

}  // namespace canary::testing
