// SPDX-License-Identifier: Apache-2.0
#include "inspection/inspection.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/rules.h"
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

}  // namespace

bool is_outbound(const XfrmState& state, const NodeFacts& facts) {
  if (facts.local.empty()) return false;
  if (state.direction) return *state.direction == PolicyDirection::Out;
  if (facts.local.contains(state.source)) return true;
  // Of an address that this node has lost both ends are foreign.
  return !facts.local.contains(state.destination) && !decrypt_mark_of(state.mark);
}

Inspection inspect(XfrmTables tables, NodeFacts facts) {
  Inspection inspection;
  inspection.facts = std::move(facts);
  inspection.tables = std::move(tables);
  const auto& read = inspection.tables;
  const auto& about = inspection.facts;
  const XfrmLookup lookup(read);
  inspection.protections = list_protections(lookup, about);
  const auto add = [&](std::vector<Finding> found) {
    std::ranges::move(found, std::back_inserter(inspection.findings));
  };
  add(find_shadowed_policies(read, about));
  add(find_unsatisfied_templates(lookup, about));
  add(find_incomplete_pairs(lookup, inspection.protections, about));
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
