// SPDX-License-Identifier: Apache-2.0
#include "inspection/inbound_demands.h"

#include <fmt/format.h>

#include <algorithm>

#include "inspection/selectors.h"

namespace canary {
namespace {

bool can_meet(const Mark& a, const Mark& b) { return ((a.value ^ b.value) & a.mask & b.mask) == 0; }

}  // namespace

std::optional<Refusal> refusal_of(const XfrmPolicy& policy, const XfrmState& state) {
  if (state.interface_id != policy.interface_id)
    return Refusal{fmt::format("has if_id {:#x}, and the policy {:#x}", state.interface_id,
                               policy.interface_id),
                   "XfrmInNoPols"};
  if (state.output_mark.mask == 0 && !can_meet(state.mark, policy.mark))
    return Refusal{fmt::format("decrypts packets of mark {}, and the policy is for {}",
                               to_text(state.mark), to_text(policy.mark)),
                   "XfrmInNoPols"};
  if (state.selector && !overlap(*state.selector, policy))
    return Refusal{fmt::format("takes no packet of the policy, but {}", to_text(*state.selector)),
                   "XfrmInStateMismatch"};
  return std::nullopt;
}

InboundDemands::InboundDemands(const XfrmTables& tables, const NodeFacts& facts) {
  for (const auto& state : tables.states) {
    if (is_outbound(state, facts)) continue;
    by_reqid_[state.reqid].push_back(&state);
    all_.push_back(&state);
  }
}

const InboundDemands::States& InboundDemands::fitting(const XfrmTemplate& wanted) {
  const auto [known, is_new] = fitting_.try_emplace(
      Demand{wanted.source, wanted.spi, wanted.reqid, wanted.protocol, wanted.mode});
  if (is_new)
    std::ranges::copy_if(wanted.reqid == 0 ? all_ : by_reqid_[wanted.reqid],
                         std::back_inserter(known->second), [&](const XfrmState* state) {
                           return state->destination.family == wanted.source.family &&
                                  satisfies_inbound(*state, wanted);
                         });
  return known->second;
}

bool InboundDemands::is_met(const XfrmPolicy& policy, const XfrmTemplate& wanted) {
  return std::ranges::any_of(fitting(wanted),
                             [&](const auto* state) { return !refusal_of(policy, *state); });
}

bool InboundDemands::is_met_from_anybody(const XfrmPolicy& policy, XfrmTemplate wanted) {
  wanted.source = {wanted.source.family, {}};
  return is_met(policy, wanted);
}

const XfrmState* InboundDemands::nearest(const XfrmTemplate& wanted) {
  const auto& states = fitting(wanted);
  return states.empty() ? nullptr : states.back();
}

}  // namespace canary
