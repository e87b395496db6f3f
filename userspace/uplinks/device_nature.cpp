// SPDX-License-Identifier: Apache-2.0
#include "uplinks/device_nature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace canary {
namespace {

struct Carriage {
  std::string_view kind;
  std::string_view carried;
};

/// Kinds of devices whose packets the kernel wraps, and sends as packets of its own.
constexpr std::array kCarriages{
    Carriage{"vxlan", "in VXLAN"},
    Carriage{"geneve", "in Geneve"},
    Carriage{"gre", "in GRE"},
    Carriage{"gretap", "in GRE"},
    Carriage{"erspan", "in GRE"},
    Carriage{"ip6gre", "in GRE"},
    Carriage{"ip6gretap", "in GRE"},
    Carriage{"ip6erspan", "in GRE"},
    Carriage{"ipip", "in IPIP"},
    Carriage{"sit", "in IPIP"},
    Carriage{"ip6tnl", "in IPIP"},
    Carriage{"bareudp", "in UDP"},
    Carriage{"gtp", "in GTP"},
    Carriage{"xfrm", "encrypted by IPsec"},
    Carriage{"vti", "encrypted by IPsec"},
    Carriage{"vti6", "encrypted by IPsec"},
    Carriage{"wireguard", "encrypted by WireGuard"},
};

constexpr std::array<std::string_view, 4> kSinks{"dummy", "ifb", "nlmon", "vcan"};

/// Null where the device carries nothing. A tunnel that was moved here from another namespace sends
/// through a device over there.
const Carriage* carriage_of(const NetworkLink& device) {
  const auto* found = std::ranges::find(kCarriages, device.kind, &Carriage::kind);
  return found == kCarriages.end() || device.lower_elsewhere ? nullptr : found;
}

bool is_pair(const NetworkLink& link) { return link.kind == "veth" || link.kind == "netkit"; }

/// The other end of a pair within this namespace; null where it is elsewhere.
const NetworkLink* other_end(const NetworkLink& end, const LinkMap& links) {
  return is_pair(end) && !end.lower_elsewhere ? links.find(end.lower) : nullptr;
}

/// The ports through which frames get out of a bridge or of Open vSwitch, and of all others that
/// pairs connect with it.
std::vector<const NetworkLink*> edge_ports(const NetworkLink& first, const LinkMap& links) {
  std::vector<const NetworkLink*> edge;
  std::vector<const NetworkLink*> switches{&first};
  std::set<int> seen{first.index};
  while (!switches.empty()) {
    const NetworkLink& next = *switches.back();
    switches.pop_back();
    for (const NetworkLink* port : links.ports_of(next)) {
      const NetworkLink* other = other_end(*port, links);
      const NetworkLink* behind = other == nullptr ? nullptr : links.switch_of(*other);
      if (behind == nullptr)
        edge.push_back(port);
      else if (seen.insert(behind->index).second)
        switches.push_back(behind);
    }
  }
  return edge;
}

/// A tap that is a port is a virtual machine's.
SendsTo port_sends_to(const NetworkLink& port) {
  if (port.kind == "tun" || is_pair(port)) return SendsTo::Pods;
  return carriage_of(port) == nullptr ? SendsTo::Outside : SendsTo::OtherDevices;
}

std::vector<const NetworkLink*> ports_to(SendsTo wanted,
                                         const std::vector<const NetworkLink*>& edge) {
  std::vector<const NetworkLink*> found;
  for (const NetworkLink* port : edge)
    if (port_sends_to(*port) == wanted) found.push_back(port);
  return found;
}

DeviceNature nature_of_switch(const NetworkLink& bridge, const LinkMap& links) {
  const auto edge = edge_ports(bridge, links);
  if (edge.empty()) return {SendsTo::Pods, "a bridge without ports"};
  if (!ports_to(SendsTo::Outside, edge).empty()) return {};
  const auto carrying = ports_to(SendsTo::OtherDevices, edge);
  if (carrying.empty())
    return {SendsTo::Pods, "a bridge of pods and virtual machines of this node"};
  return {SendsTo::OtherDevices,
          fmt::format("a bridge whose packets leave through {}", name_list(carrying))};
}

DeviceNature nature_of_open_vswitch(const NetworkLink& inner, const LinkMap& links) {
  const auto outer = passed_after(inner, links);
  if (outer.empty()) return {};
  return {SendsTo::OtherDevices,
          fmt::format("its packets leave Open vSwitch through {}", name_list(outer))};
}

DeviceNature nature_of_pair(const NetworkLink& end, const LinkMap& links) {
  const NetworkLink* other = other_end(end, links);
  if (other == nullptr)
    return {SendsTo::Pods, "its other end is in another network namespace, as a pod's is"};
  if (const NetworkLink* behind = links.switch_of(*other)) return nature_of_switch(*behind, links);
  return {SendsTo::ThisNode, fmt::format("what it sends comes in again through {}", other->name)};
}

}  // namespace

DeviceNature nature_of(const NetworkLink& device, const LinkMap& links) {
  if (device.kind == "loopback") return {SendsTo::ThisNode, "what it sends stays on this node"};
  if (std::ranges::find(kSinks, device.kind) != kSinks.end())
    return {SendsTo::Nobody, fmt::format("a {} device sends nothing", device.kind)};
  if (is_pair(device)) return nature_of_pair(device, links);
  if (device.kind == "bridge") return nature_of_switch(device, links);
  if (device.kind == "openvswitch") return nature_of_open_vswitch(device, links);
  if (device.kind == "vrf") return {SendsTo::OtherDevices, "a VRF sends through its members"};
  const Carriage* carriage = carriage_of(device);
  if (carriage == nullptr) return {};
  return {SendsTo::OtherDevices,
          fmt::format("its packets leave {}, through another device", carriage->carried)};
}

std::vector<const NetworkLink*> passed_after(const NetworkLink& device, const LinkMap& links) {
  if (device.kind == "bond" || device.kind == "team") return links.ports_of(device);
  if (device.kind == "bridge") return ports_to(SendsTo::Outside, edge_ports(device, links));
  if (device.kind == "openvswitch") {
    const NetworkLink* datapath = links.open_vswitch();
    return datapath == nullptr ? std::vector<const NetworkLink*>{}
                               : ports_to(SendsTo::Outside, edge_ports(*datapath, links));
  }
  const bool is_stacked =
      device.kind == "vlan" || device.kind == "macvlan" || device.kind == "ipvlan";
  const NetworkLink* below = links.find(device.lower);
  if (!is_stacked || device.lower_elsewhere || below == nullptr) return {};
  return {below};
}

}  // namespace canary
