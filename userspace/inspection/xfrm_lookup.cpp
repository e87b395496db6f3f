// SPDX-License-Identifier: Apache-2.0
#include "inspection/xfrm_lookup.h"

#include <algorithm>
#include <ranges>
#include <tuple>

#include "inspection/selectors.h"

namespace canary {
namespace {

enum class Match { No, Unknown, Yes };

Match port_match(const PortMatch& wanted, const std::optional<std::uint16_t>& port) {
  if (wanted.mask == 0) return Match::Yes;
  if (!port) return Match::Unknown;
  return (*port & wanted.mask) == wanted.value ? Match::Yes : Match::No;
}

Match protocol_match(std::uint8_t wanted, const std::optional<std::uint8_t>& protocol) {
  if (wanted == 0) return Match::Yes;
  if (!protocol) return Match::Unknown;
  return *protocol == wanted ? Match::Yes : Match::No;
}

Match match(const XfrmPolicy& policy, const Flow& flow) {
  if (policy.direction != flow.direction || policy.interface_id != 0 ||
      !policy.mark.matches(flow.mark) || !policy.source.contains(flow.source) ||
      !policy.destination.contains(flow.destination))
    return Match::No;
  const auto worst = std::min({protocol_match(policy.protocol, flow.protocol),
                               port_match(policy.source_port, flow.source_port),
                               port_match(policy.destination_port, flow.destination_port)});
  const bool is_certain = policy.device == 0 && !policy.is_sub && is_understood(policy);
  return worst == Match::Yes && !is_certain ? Match::Unknown : worst;
}

bool has_own_ends(XfrmMode mode) {
  return mode == XfrmMode::Tunnel || mode == XfrmMode::Beet || mode == XfrmMode::Iptfs;
}

bool same_shape(const XfrmState& state, const XfrmTemplate& wanted) {
  return state.protocol == wanted.protocol && state.mode == wanted.mode;
}

bool is_between(const XfrmState& state, const TemplateEnds& ends) {
  if (!ends.destination.contains(state.destination)) return false;
  const bool any_source = is_unspecified(ends.source.address) || is_unspecified(state.source);
  return any_source || ends.source.contains(state.source);
}

}  // namespace

bool matches(const XfrmPolicy& policy, const Flow& flow) {
  return match(policy, flow) == Match::Yes;
}

TemplateEnds ends_of(const XfrmPolicy& policy, const XfrmTemplate& wanted) {
  TemplateEnds ends{policy.source, policy.destination};
  for (const auto& one : policy.templates) {
    if (has_own_ends(one.mode)) ends = {host_prefix(one.source), host_prefix(one.destination)};
    if (one == wanted) break;
  }
  return ends;
}

bool satisfies(const XfrmState& state, const XfrmPolicy& policy, const XfrmTemplate& wanted) {
  if (state.is_larval() || !same_shape(state, wanted) || state.reqid != wanted.reqid) return false;
  if (state.interface_id != policy.interface_id) return false;
  if (!state.mark.matches(policy.mark.value & policy.mark.mask)) return false;
  if (wanted.spi != 0 && state.spi != wanted.spi) return false;
  if (state.direction == PolicyDirection::In) return false;
  if (policy.is_offloaded != (state.offload == Offload::Packet)) return false;
  if (!is_between(state, ends_of(policy, wanted))) return false;
  return !state.selector || overlap(*state.selector, policy);
}

bool satisfies_inbound(const XfrmState& state, const XfrmTemplate& wanted) {
  if (state.is_larval() || !same_shape(state, wanted)) return false;
  if (state.direction == PolicyDirection::Out) return false;
  if (wanted.spi != 0 && state.spi != wanted.spi) return false;
  if (wanted.reqid != 0 && state.reqid != wanted.reqid) return false;
  return wanted.mode == XfrmMode::Transport || is_unspecified(wanted.source) ||
         state.source == wanted.source;
}

XfrmLookup::XfrmLookup(const XfrmTables& tables) : tables_(&tables) {
  for (const auto& state : tables.states) by_destination_[state.destination].push_back(&state);
}

const XfrmPolicy* XfrmLookup::policy_for(const Flow& flow) const {
  const XfrmPolicy* best = nullptr;
  Match best_match = Match::No;
  for (const auto& policy : tables_->policies) {
    const auto found = match(policy, flow);
    if (found == Match::No) continue;
    if (policy.is_sub) return nullptr;  // it is asked first, whatever its priority
    if (best != nullptr && policy.priority >= best->priority) continue;
    best = &policy;
    best_match = found;
  }
  return best_match == Match::Yes ? best : nullptr;
}

bool XfrmLookup::is_blocked_by_default(const Flow& flow) const {
  return blocks_by_default(*tables_, flow.direction) &&
         std::ranges::all_of(tables_->policies, [&](const XfrmPolicy& policy) {
           return match(policy, flow) == Match::No;
         });
}

const std::vector<const XfrmState*>& XfrmLookup::states_to(const IpAddress& destination) const {
  static const std::vector<const XfrmState*> none;
  const auto found = by_destination_.find(destination);
  return found == by_destination_.end() ? none : found->second;
}

std::vector<const XfrmState*> XfrmLookup::states_to(const IpPrefix& destinations) const {
  std::vector<const XfrmState*> states;
  for (auto at = by_destination_.lower_bound(destinations.address);
       at != by_destination_.end() && destinations.contains(at->first); ++at)
    states.insert(states.end(), at->second.begin(), at->second.end());
  return states;
}

const XfrmState* XfrmLookup::state_for(const XfrmPolicy& policy, const XfrmTemplate& wanted) const {
  const auto rank = [](const XfrmState& state) {
    return std::tuple(!is_unspecified(state.source), state.added_unix_s);
  };
  const XfrmState* best = nullptr;
  for (const auto* state : states_to(ends_of(policy, wanted).destination)) {
    if (!satisfies(*state, policy, wanted)) continue;
    // Of equals the one that stands behind: it is newer.
    if (best == nullptr || rank(*state) >= rank(*best)) best = state;
  }
  return best;
}

const XfrmState* XfrmLookup::state_in_the_way(const XfrmPolicy& policy,
                                              const XfrmTemplate& wanted) const {
  if (wanted.spi == 0) return nullptr;
  for (const auto* state : states_to(ends_of(policy, wanted).destination))
    if (state->spi == wanted.spi && state->protocol == wanted.protocol &&
        state->mark.matches(policy.mark.value & policy.mark.mask))
      return state;
  return nullptr;
}

const XfrmState* XfrmLookup::inbound_state(const IpAddress& destination, std::uint32_t spi,
                                           std::uint32_t mark) const {
  for (const auto* state : states_to(destination) | std::views::reverse)
    if (state->spi == spi && !state->is_larval() && state->mark.matches(mark)) return state;
  return nullptr;
}

}  // namespace canary
