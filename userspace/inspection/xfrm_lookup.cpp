// SPDX-License-Identifier: Apache-2.0
#include "inspection/xfrm_lookup.h"

#include <algorithm>
#include <ranges>

namespace canary {
namespace {

bool same_shape(const XfrmState& state, const XfrmTemplate& wanted) {
  return state.protocol == wanted.protocol && state.mode == wanted.mode;
}

}  // namespace

bool matches(const XfrmPolicy& policy, const Flow& flow) {
  return policy.direction == flow.direction && policy.interface_id == 0 &&
         policy.mark.matches(flow.mark) && policy.source.contains(flow.source) &&
         policy.destination.contains(flow.destination);
}

bool satisfies(const XfrmState& state, const XfrmPolicy& policy, const XfrmTemplate& wanted) {
  if (state.is_larval() || !same_shape(state, wanted) || state.reqid != wanted.reqid) return false;
  if (state.interface_id != policy.interface_id) return false;
  if (!state.mark.matches(policy.mark.value & policy.mark.mask)) return false;
  if (wanted.spi != 0 && state.spi != wanted.spi) return false;
  if (state.destination != wanted.destination) return false;
  return is_unspecified(wanted.source) || is_unspecified(state.source) ||
         state.source == wanted.source;
}

bool satisfies_inbound(const XfrmState& state, const XfrmTemplate& wanted) {
  if (state.is_larval() || !same_shape(state, wanted)) return false;
  if (wanted.spi != 0 && state.spi != wanted.spi) return false;
  if (wanted.reqid != 0 && state.reqid != wanted.reqid) return false;
  return is_unspecified(wanted.source) || state.source == wanted.source;
}

XfrmLookup::XfrmLookup(const XfrmTables& tables) : tables_(&tables) {
  for (const auto& state : tables.states) by_destination_[state.destination].push_back(&state);
}

const XfrmPolicy* XfrmLookup::policy_for(const Flow& flow) const {
  const XfrmPolicy* best = nullptr;
  for (const auto& policy : tables_->policies)
    if (matches(policy, flow) && (best == nullptr || policy.priority < best->priority))
      best = &policy;
  return best;
}

const std::vector<const XfrmState*>& XfrmLookup::states_to(const IpAddress& destination) const {
  static const std::vector<const XfrmState*> none;
  const auto found = by_destination_.find(destination);
  return found == by_destination_.end() ? none : found->second;
}

const XfrmState* XfrmLookup::state_for(const XfrmPolicy& policy, const XfrmTemplate& wanted) const {
  for (const auto* state : states_to(wanted.destination) | std::views::reverse)
    if (satisfies(*state, policy, wanted)) return state;
  return nullptr;
}

const XfrmState* XfrmLookup::inbound_state(const IpAddress& destination, std::uint32_t spi,
                                           std::uint32_t mark) const {
  for (const auto* state : states_to(destination) | std::views::reverse)
    if (state->spi == spi && !state->is_larval() && state->mark.matches(mark)) return state;
  return nullptr;
}

}  // namespace canary
