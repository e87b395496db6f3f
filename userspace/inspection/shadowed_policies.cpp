// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "inspection/commands.h"
#include "inspection/rules.h"

namespace canary {
namespace {

/// How coarsely a policy looks at a packet. There are few shapes on a node, and many policies of
/// each.
struct Shape {
  PolicyDirection direction;
  Family family;
  std::uint32_t interface_id, mask;
  std::uint8_t source_bits, destination_bits;
  auto operator<=>(const Shape&) const = default;
};

Shape shape_of(const XfrmPolicy& policy) {
  return {policy.direction, policy.source.address.family, policy.interface_id,
          policy.mark.mask, policy.source.length,         policy.destination.length};
}

/// Whether policies of shape `a` may take all packets of policies of shape `b`.
bool may_cover(const Shape& a, const Shape& b) {
  return a.direction == b.direction && a.family == b.family && a.interface_id == b.interface_id &&
         (a.mask & b.mask) == a.mask && a.source_bits <= b.source_bits &&
         a.destination_bits <= b.destination_bits;
}

struct Place {
  Shape shape;
  std::uint32_t mark;
  IpPrefix source, destination;
  auto operator<=>(const Place&) const = default;
};

/// Where a policy of `shape` would stand that takes all packets of `policy`.
Place place_of(const XfrmPolicy& policy, const Shape& shape) {
  return {shape, policy.mark.value & shape.mask, shortened(policy.source, shape.source_bits),
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

std::string effect_of(const XfrmPolicy& policy) {
  if (policy.action == PolicyAction::Block) return "block";
  if (policy.templates.empty()) return "let pass in the clear";
  return "template " + to_text(policy.templates.front());
}

Finding shadowed(const XfrmPolicy& winner, const XfrmPolicy& loser, const NodeFacts& facts) {
  Finding finding{"policy-shadowed", Severity::Failure, facts.node, "", {}, {}};
  finding.summary = fmt::format(
      "the {} policy {} takes every packet that {} is meant for: {} wins ({}), not {}",
      winner.priority < loser.priority ? "stronger" : "older", to_text(winner), to_text(loser),
      effect_of(winner),
      winner.priority < loser.priority ? "its priority is lower"
                                       : "at equal priority the one that was inserted first",
      effect_of(loser));
  for (const auto& wanted : winner.templates)
    if (wanted.destination == winner.destination.address && winner.destination.length < 32)
      finding.evidence.push_back(fmt::format("{} is the network address of {} and no node's",
                                             to_text(wanted.destination),
                                             to_text(winner.destination)));
  finding.advice.push_back(delete_command(winner));
  return finding;
}

Finding stale(const XfrmPolicy& winner, const XfrmPolicy& loser, const NodeFacts& facts) {
  return {"stale-policy",
          Severity::Warning,
          facts.node,
          fmt::format("the older policy {} still decides for the packets of {}; both ask for the "
                      "same, but the next change to one of them need not reach the other",
                      to_text(winner), to_text(loser)),
          {},
          {delete_command(winner)}};
}

}  // namespace

std::vector<Finding> find_shadowed_policies(const XfrmTables& tables, const NodeFacts& facts) {
  std::set<Shape> shapes;
  std::map<Place, Placed> strongest;
  for (std::size_t i = 0; i < tables.policies.size(); ++i) {
    const auto& policy = tables.policies[i];
    const auto shape = shape_of(policy);
    shapes.insert(shape);
    const Placed placed{&policy, i};
    const auto [found, is_new] = strongest.try_emplace(place_of(policy, shape), placed);
    if (!is_new && wins_over(placed, found->second)) found->second = placed;
  }
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < tables.policies.size(); ++i) {
    const Placed loser{&tables.policies[i], i};
    const auto shape = shape_of(*loser.policy);
    for (const auto& coarser : shapes) {
      if (!may_cover(coarser, shape)) continue;
      const auto found = strongest.find(place_of(*loser.policy, coarser));
      if (found == strongest.end() || !wins_over(found->second, loser)) continue;
      const auto& winner = *found->second.policy;
      if (!same_effect(winner, *loser.policy))
        findings.push_back(shadowed(winner, *loser.policy, facts));
      else if (coarser.mask != 0 && coarser.mask != shape.mask)
        findings.push_back(stale(winner, *loser.policy, facts));
    }
  }
  return findings;
}

}  // namespace canary
