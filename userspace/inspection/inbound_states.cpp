// SPDX-License-Identifier: Apache-2.0
#include "inspection/inbound_states.h"

#include <ranges>

#include "inspection/cilium_marks.h"

namespace canary {
namespace {

bool is_of_one_node(const EncryptMark& out, const XfrmState& in) {
  const auto mark = decrypt_mark_of(in.mark);
  return !mark || !mark->node_id || !out.node_id || mark->node_id == out.node_id;
}

bool agrees(const EncryptMark& out, const XfrmState& in, const XfrmState& encrypts,
            const XfrmTemplate& wanted) {
  if (in.spi != encrypts.spi) return false;
  if (!is_unspecified(wanted.source) && in.destination != wanted.source) return false;
  // One that names its source is taken for the pair's, whatever its node ID, where there is none
  // better: that it differs is told on its own.
  return !is_unspecified(in.source) || is_of_one_node(out, in);
}

}  // namespace

bool is_keyed(const XfrmState& state) {
  constexpr std::uint8_t kEsp = 50, kAh = 51;
  return !state.is_larval() && (state.protocol == kEsp || state.protocol == kAh);
}

InboundStates::InboundStates(const XfrmTables& tables, const NodeFacts& facts)
    : local_(&facts.local) {
  for (const auto& state : tables.states)
    if (is_keyed(state) && !is_outbound(state, facts) && !is_unspecified(state.destination))
      by_source_[state.source].push_back(&state);
  for (const auto& policy : tables.policies)
    if (policy.direction == PolicyDirection::Out)
      for (const auto& wanted : policy.templates) wanted_out_.insert(wanted.reqid);
}

const std::vector<const XfrmState*>& InboundStates::from(const IpAddress& remote) const {
  static const std::vector<const XfrmState*> none;
  const auto found = by_source_.find(remote);
  return found == by_source_.end() ? none : found->second;
}

std::set<std::uint32_t> InboundStates::spis_from(const IpAddress& remote) const {
  std::set<std::uint32_t> spis;
  for (const auto* state : from(remote)) spis.insert(state->spi);
  return spis;
}

const XfrmState* InboundStates::to_former_address(const IpAddress& remote) const {
  if (local_->empty()) return nullptr;
  for (const auto* state : from(remote) | std::views::reverse)
    if (!local_->contains(state->destination)) return state;
  return nullptr;
}

const XfrmState* InboundStates::partner_of(const IpAddress& remote, const XfrmPolicy& policy,
                                           const XfrmTemplate& wanted,
                                           const XfrmState* encrypts) const {
  const auto mark = encrypt_mark_of(policy.mark);
  const auto fits = [&](const XfrmState& in) {
    if (in.protocol != wanted.protocol) return false;
    // Of a template whose source is not this node's either that is told.
    if (!local_->empty() && !local_->contains(in.destination) && in.destination != wanted.source)
      return false;
    if (mark && encrypts != nullptr) return agrees(*mark, in, *encrypts, wanted);
    return in.reqid == wanted.reqid || !wanted_out_.contains(in.reqid);
  };
  const XfrmState* of_another_node = nullptr;
  for (const auto& source : {remote, IpAddress{remote.family, {}}})
    for (const auto* state : from(source) | std::views::reverse) {
      if (!fits(*state)) continue;
      if (!mark || is_of_one_node(*mark, *state)) return state;
      if (of_another_node == nullptr) of_another_node = state;
    }
  return of_another_node;
}

}  // namespace canary
