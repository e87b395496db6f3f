// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "inspection/rules.h"

namespace canary {
namespace {

/// What an inbound template asks of a state (see satisfies_inbound()); policies share few of them.
using Demand = std::tuple<IpAddress, std::uint32_t, std::uint32_t, std::uint8_t, XfrmMode, Family>;

Demand demand_of(const XfrmTemplate& wanted) {
  return {wanted.source,   wanted.spi,  wanted.reqid,
          wanted.protocol, wanted.mode, wanted.destination.family};
}

/// What keeps the state that comes nearest from being chosen.
std::vector<std::string> explain_near_misses(const XfrmLookup& lookup, const XfrmPolicy& policy,
                                             const XfrmTemplate& wanted) {
  std::vector<std::string> evidence;
  constexpr std::size_t kEnough = 3;
  for (const auto* state : lookup.states_to(wanted.destination)) {
    if (evidence.size() == kEnough) break;
    if (state->is_larval()) {
      evidence.push_back(fmt::format("{} is larval: it has no key", to_text(*state)));
    } else if (wanted.spi != 0 && state->spi != wanted.spi) {
      evidence.push_back(fmt::format("{} has another SPI", to_text(*state)));
    } else if (!state->mark.matches(policy.mark.value & policy.mark.mask)) {
      evidence.push_back(fmt::format("{} has a mark that the policy's {} does not meet",
                                     to_text(*state), to_text(policy.mark)));
    } else if (state->reqid != wanted.reqid) {
      evidence.push_back(fmt::format("{} has reqid {}", to_text(*state), state->reqid));
    } else {
      evidence.push_back(fmt::format("{} has another source, mode or interface", to_text(*state)));
    }
  }
  if (evidence.empty())
    evidence.push_back(fmt::format("there is no state for {}", to_text(wanted.destination)));
  return evidence;
}

Finding unsatisfied(const XfrmPolicy& policy, const XfrmTemplate& wanted, std::string consequence,
                    std::vector<std::string> evidence, const NodeFacts& facts) {
  return {"template-unsatisfied",
          Severity::Failure,
          facts.node,
          fmt::format("no state satisfies the template {} of policy {}: {}", to_text(wanted),
                      to_text(policy), consequence),
          std::move(evidence),
          {}};
}

}  // namespace

std::vector<Finding> find_unsatisfied_templates(const XfrmLookup& lookup, const NodeFacts& facts) {
  std::vector<Finding> findings;
  std::map<Demand, bool> met;
  const auto& states = lookup.tables().states;
  const auto is_met = [&](const XfrmTemplate& wanted) {
    const auto [found, is_new] = met.try_emplace(demand_of(wanted), false);
    if (is_new)
      found->second = std::ranges::any_of(states, [&](const XfrmState& state) {
        return state.destination.family == wanted.destination.family &&
               !is_outbound(state, facts) && satisfies_inbound(state, wanted);
      });
    return found->second;
  };
  for (const auto& policy : lookup.tables().policies) {
    if (policy.action == PolicyAction::Block) continue;
    for (const auto& wanted : policy.templates) {
      if (wanted.optional) continue;
      if (policy.direction != PolicyDirection::Out) {
        if (!is_met(wanted))
          findings.push_back(unsatisfied(policy, wanted, "XfrmInTmplMismatch", {}, facts));
      } else if (wanted.mode == XfrmMode::Tunnel && lookup.state_for(policy, wanted) == nullptr) {
        findings.push_back(unsatisfied(policy, wanted, "XfrmOutNoStates",
                                       explain_near_misses(lookup, policy, wanted), facts));
      }
    }
  }
  return findings;
}

}  // namespace canary
