// SPDX-License-Identifier: Apache-2.0
#include "inspection/inspection.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/orphaned_states.h"
#include "inspection/rules.h"
#include "inspection/traps.h"
#include "inspection/xfrm_lookup.h"

namespace canary {
namespace {

bool protects(const XfrmTemplate& wanted) {
  constexpr std::uint8_t kEsp = 50, kAh = 51;
  return wanted.protocol == kEsp || wanted.protocol == kAh;
}

std::vector<Protection> list_protections(const XfrmLookup& lookup, const NodeFacts& facts) {
  const InboundStates inbound(lookup.tables(), facts);
  std::vector<Protection> protections;
  for (const auto& policy : lookup.tables().policies) {
    if (policy.direction != PolicyDirection::Out) continue;
    for (const auto& wanted : policy.templates) {
      if (!protects(wanted)) continue;
      const auto* encrypts = lookup.state_for(policy, wanted);
      const auto remote =
          encrypts ? encrypts->destination : ends_of(policy, wanted).destination.address;
      const auto named = facts.peers.find(remote);
      protections.push_back({remote, named == facts.peers.end() ? "" : named->second, &policy,
                             encrypts, inbound.partner_of(remote, policy, wanted, encrypts)});
    }
  }
  return protections;
}

/// Outer addresses of this node's by its policies out, and by states for what comes from where
/// these lead to, that are not (or no longer) its own.
std::set<IpAddress> former_addresses(const XfrmTables& tables, const NodeFacts& facts) {
  if (facts.local.empty()) return {};
  const auto is_foreign = [&](const IpAddress& address) {
    return !is_unspecified(address) && !facts.local.contains(address);
  };
  std::set<IpAddress> former, remote;
  const bool has_foreign_pairs = std::ranges::any_of(tables.states, [&](const auto& state) {
    return is_foreign(state.source) && is_foreign(state.destination);
  });
  for (const auto& policy : tables.policies) {
    if (policy.direction != PolicyDirection::Out) continue;
    for (const auto& wanted : policy.templates) {
      if (wanted.mode == XfrmMode::Transport) continue;
      if (is_foreign(wanted.source)) former.insert(wanted.source);
      if (has_foreign_pairs) remote.insert(wanted.destination);
    }
  }
  for (const auto& state : tables.states)
    if (is_foreign(state.destination) && remote.contains(state.source) &&
        !remote.contains(state.destination))
      former.insert(state.destination);
  return former;
}

}  // namespace

bool is_outbound(const XfrmState& state, const NodeFacts& facts) {
  if (facts.local.empty()) return false;
  if (state.direction) return *state.direction == PolicyDirection::Out;
  if (facts.local.contains(state.source)) return true;
  // Of an address that this node has lost both ends are foreign.
  if (facts.former.contains(state.destination)) return false;
  return !facts.local.contains(state.destination) && !decrypt_mark_of(state.mark);
}

Inspection inspect(XfrmTables tables, NodeFacts facts) {
  Inspection inspection;
  inspection.facts = std::move(facts);
  inspection.tables = std::move(tables);
  const auto& read = inspection.tables;
  inspection.facts.former = former_addresses(read, inspection.facts);
  const auto& about = inspection.facts;
  const XfrmLookup lookup(read);
  const auto orphaned = orphaned_states(lookup, about);
  const Traps traps(lookup, orphaned);
  inspection.protections = list_protections(lookup, about);
  const auto add = [&](std::vector<Finding> found) {
    std::ranges::move(found, std::back_inserter(inspection.findings));
  };
  add(find_shadowed_policies(read, traps, about));
  add(find_unsatisfied_templates(lookup, traps, about));
  add(find_incomplete_pairs(lookup, inspection.protections, orphaned, about));
  add(find_lone_inbound_states(lookup, about));
  add(find_differing_node_ids(inspection.protections, about));
  add(find_unaccepted_states(read, about));
  add(find_missing_default_drops(read, about));
  add(find_foreign_addresses(read, inspection.protections, about));
  add(find_impossible_marks(read, about));
  add(find_overlapping_states(read, about));
  add(find_worn_states(read, about));
  add(find_refusing_states(read, about));
  add(find_what_is_not_understood(read, about));
  return inspection;
}

}  // namespace canary
