// SPDX-License-Identifier: Apache-2.0
#include "inspection/traps.h"

#include <algorithm>

#include "inspection/cilium_marks.h"
#include "inspection/selectors.h"

namespace canary {

Traps::Traps(const XfrmLookup& lookup, const std::vector<const XfrmState*>& orphaned)
    : lookup_(&lookup), has_fixed_keys_(has_cilium_marks(lookup.tables())) {
  for (const auto* state : orphaned) orphaned_[state->destination] = state;
  for (const auto& state : lookup.tables().states)
    if (!state.is_larval()) keyed_.insert(state.reqid);
  for (const auto& policy : lookup.tables().policies)
    if (policy.direction == PolicyDirection::Out)
      for (const auto& wanted : policy.templates)
        if (is_trap(policy, wanted)) waiting_.insert(wanted.reqid);
}

bool Traps::has_orphan(const XfrmPolicy& policy, const XfrmTemplate& wanted) const {
  const auto ends = ends_of(policy, wanted);
  for (auto at = orphaned_.lower_bound(ends.destination.address);
       at != orphaned_.end() && ends.destination.contains(at->first); ++at) {
    const auto& state = *at->second;
    const bool is_from_there =
        is_unspecified(ends.source.address) || ends.source.contains(state.source);
    if (state.protocol == wanted.protocol && is_from_there &&
        (!state.selector || overlap(*state.selector, policy)))
      return true;
  }
  return false;
}

bool Traps::is_trap(const XfrmPolicy& policy, const XfrmTemplate& wanted) const {
  if (wanted.spi != 0 || has_fixed_keys_) return false;
  if (wanted.reqid != 0) return !keyed_.contains(wanted.reqid) && !has_orphan(policy, wanted);
  return std::ranges::all_of(lookup_->states_to(ends_of(policy, wanted).destination),
                             [](const auto* state) { return state->is_larval(); });
}

bool Traps::is_trap(const XfrmPolicy& policy) const {
  return policy.direction == PolicyDirection::Out && !policy.templates.empty() &&
         std::ranges::all_of(policy.templates,
                             [&](const auto& wanted) { return is_trap(policy, wanted); });
}

bool Traps::awaits(const XfrmTemplate& wanted) const {
  return waiting_.contains(wanted.reqid) && !keyed_.contains(wanted.reqid);
}

}  // namespace canary
