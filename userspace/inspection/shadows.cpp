// SPDX-License-Identifier: Apache-2.0
#include "inspection/shadows.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "inspection/selectors.h"

namespace canary {
namespace {

/// How coarsely a policy looks at a packet. There are few shapes on a node, and many policies of
/// each.
struct Shape {
  PolicyDirection direction;
  bool is_sub;
  Family family;
  std::uint32_t interface_id, mask;
  std::uint8_t source_bits, destination_bits;
  std::uint16_t source_port_mask, destination_port_mask;
  bool has_protocol, has_device;
  auto operator<=>(const Shape&) const = default;
};

Shape shape_of(const XfrmPolicy& policy) {
  return {policy.direction,          policy.is_sub,           policy.source.address.family,
          policy.interface_id,       policy.mark.mask,        policy.source.length,
          policy.destination.length, policy.source_port.mask, policy.destination_port.mask,
          policy.protocol != 0,      policy.device != 0};
}

bool can_meet(const Shape& a, const Shape& b) {
  return std::tie(a.direction, a.is_sub, a.family, a.interface_id) ==
         std::tie(b.direction, b.is_sub, b.family, b.interface_id);
}

/// What policies of both shapes look at. Two that agree in it have packets in common.
Shape common(const Shape& a, const Shape& b) {
  auto both = a;
  both.mask &= b.mask;
  both.source_bits = std::min(a.source_bits, b.source_bits);
  both.destination_bits = std::min(a.destination_bits, b.destination_bits);
  both.source_port_mask &= b.source_port_mask;
  both.destination_port_mask &= b.destination_port_mask;
  both.has_protocol = a.has_protocol && b.has_protocol;
  both.has_device = a.has_device && b.has_device;
  return both;
}

struct Place {
  std::uint32_t mark, device;
  std::uint16_t source_port, destination_port;
  std::uint8_t protocol;
  IpPrefix source, destination;
  auto operator<=>(const Place&) const = default;
};

/// What is left of `policy` where one looks as coarsely as `shape`.
Place place_of(const XfrmPolicy& policy, const Shape& shape) {
  const auto masked = [](std::uint16_t value, std::uint16_t mask) {
    return static_cast<std::uint16_t>(value & mask);
  };
  return {policy.mark.value & shape.mask,
          shape.has_device ? policy.device : 0,
          masked(policy.source_port.value, shape.source_port_mask),
          masked(policy.destination_port.value, shape.destination_port_mask),
          shape.has_protocol ? policy.protocol : std::uint8_t{0},
          shortened(policy.source, shape.source_bits),
          shortened(policy.destination, shape.destination_bits)};
}

struct Placed {
  const XfrmPolicy* policy;
  std::size_t order;  ///< of insertion
};

bool wins_over(const Placed& a, const Placed& b) {
  return std::tie(a.policy->priority, a.order) < std::tie(b.policy->priority, b.order);
}

/// On the way in the kernel does not look at a template's destination (xfrm_state_ok()).
bool same_demand(const XfrmTemplate& a, const XfrmTemplate& b, PolicyDirection direction) {
  if (direction == PolicyDirection::Out) return a == b;
  auto without_destination = b;
  without_destination.destination = a.destination;
  return a == without_destination;
}

bool same_effect(const XfrmPolicy& a, const XfrmPolicy& b) {
  return a.action == b.action &&
         std::ranges::equal(a.templates, b.templates, [&](const auto& left, const auto& right) {
           return same_demand(left, right, a.direction);
         });
}

using Placings = std::map<Shape, std::vector<Placed>>;

/// The shadows that policies of one shape throw on those of another.
void add_shadows(const Shape& winning, const std::vector<Placed>& winners, const Shape& losing,
                 const std::vector<Placed>& losers, std::vector<Shadow>& shadows) {
  const auto both = common(winning, losing);
  std::map<Place, Placed> strongest;
  for (const auto& placed : winners) {
    const auto [found, is_new] = strongest.try_emplace(place_of(*placed.policy, both), placed);
    if (!is_new && wins_over(placed, found->second)) found->second = placed;
  }
  for (const auto& loser : losers) {
    const auto found = strongest.find(place_of(*loser.policy, both));
    if (found == strongest.end() || !wins_over(found->second, loser)) continue;
    const auto& winner = *found->second.policy;
    const Shadow shadow{&winner, loser.policy, both == winning, same_effect(winner, *loser.policy),
                        is_understood(winner) && is_understood(*loser.policy)};
    if (shadow.is_whole || !shadow.is_same) shadows.push_back(shadow);
  }
}

}  // namespace

std::vector<Shadow> list_shadows(const XfrmTables& tables) {
  // Beyond that many the pairs of shapes would cost more than they tell.
  constexpr std::size_t kShapes = 200;
  Placings placings;
  for (std::size_t i = 0; i < tables.policies.size(); ++i)
    placings[shape_of(tables.policies[i])].push_back({&tables.policies[i], i});
  std::vector<Shadow> shadows;
  for (const auto& [losing, losers] : placings)
    for (const auto& [winning, winners] : placings) {
      const bool covers_it = common(winning, losing) == winning;
      if (can_meet(winning, losing) && (covers_it || placings.size() <= kShapes))
        add_shadows(winning, winners, losing, losers, shadows);
    }
  return shadows;
}

}  // namespace canary
