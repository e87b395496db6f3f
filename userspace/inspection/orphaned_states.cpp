// SPDX-License-Identifier: Apache-2.0
#include "inspection/orphaned_states.h"

#include <set>
#include <tuple>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"

namespace canary {
namespace {

using Child = std::tuple<IpAddress, IpAddress, std::uint32_t>;  ///< source, destination, reqid

Child child_of(const XfrmState& state) { return {state.source, state.destination, state.reqid}; }

std::set<const XfrmState*> reachable_states(const XfrmLookup& lookup) {
  std::set<const XfrmState*> reachable;
  for (const auto& policy : lookup.tables().policies) {
    if (policy.direction != PolicyDirection::Out) continue;
    for (const auto& wanted : policy.templates)
      for (const auto* state : lookup.states_to(ends_of(policy, wanted).destination))
        if (satisfies(*state, policy, wanted)) reachable.insert(state);
  }
  return reachable;
}

}  // namespace

std::vector<const XfrmState*> orphaned_states(const XfrmLookup& lookup, const NodeFacts& facts) {
  const auto reachable = reachable_states(lookup);
  std::set<Child> replaced;
  for (const auto* state : reachable)
    if (!encrypt_mark_of(state->mark)) replaced.insert(child_of(*state));
  std::vector<const XfrmState*> orphaned;
  for (const auto& state : lookup.tables().states)
    if (is_keyed(state) && !is_unspecified(state.destination) && is_outbound(state, facts) &&
        !reachable.contains(&state) && !replaced.contains(child_of(state)))
      orphaned.push_back(&state);
  return orphaned;
}

}  // namespace canary
