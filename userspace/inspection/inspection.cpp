// SPDX-License-Identifier: Apache-2.0
#include "inspection/inspection.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "inspection/rules.h"
#include "inspection/xfrm_lookup.h"

namespace canary {
namespace {

/// Who decrypts packets from one address: the newest state that names it as source, else the newest
/// without a source.
class InboundStates {
 public:
  InboundStates(const XfrmTables& tables, const NodeFacts& facts) {
    for (const auto& state : tables.states)
      if (!state.is_larval() && !is_outbound(state, facts)) by_source_[state.source] = &state;
  }

  [[nodiscard]] const XfrmState* from(const IpAddress& remote) const {
    if (const auto named = by_source_.find(remote); named != by_source_.end()) return named->second;
    const auto anybody = by_source_.find(IpAddress{remote.family, {}});
    return anybody == by_source_.end() ? nullptr : anybody->second;
  }

 private:
  std::map<IpAddress, const XfrmState*> by_source_;
};

std::vector<Protection> list_protections(const XfrmLookup& lookup, const NodeFacts& facts) {
  const InboundStates inbound(lookup.tables(), facts);
  std::vector<Protection> protections;
  for (const auto& policy : lookup.tables().policies) {
    if (policy.direction != PolicyDirection::Out) continue;
    for (const auto& wanted : policy.templates) {
      if (wanted.mode != XfrmMode::Tunnel) continue;
      const auto named = facts.peers.find(wanted.destination);
      protections.push_back({wanted.destination, named == facts.peers.end() ? "" : named->second,
                             &policy, lookup.state_for(policy, wanted),
                             inbound.from(wanted.destination)});
    }
  }
  return protections;
}

}  // namespace

bool is_outbound(const XfrmState& state, const NodeFacts& facts) {
  return !facts.local.empty() &&
         (facts.local.contains(state.source) || !facts.local.contains(state.destination));
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
  add(find_foreign_addresses(read, inspection.protections, about));
  add(find_impossible_marks(read, about));
  add(find_overlapping_states(read, about));
  add(find_worn_states(read, about));
  return inspection;
}

}  // namespace canary
