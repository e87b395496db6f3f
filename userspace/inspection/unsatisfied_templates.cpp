// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "inspection/near_misses.h"
#include "inspection/rules.h"

namespace canary {
namespace {

/// What an inbound template asks of a state (see satisfies_inbound()); policies share few of them.
using Demand = std::tuple<IpAddress, std::uint32_t, std::uint32_t, std::uint8_t, XfrmMode, Family>;

Demand demand_of(const XfrmTemplate& wanted) {
  return {wanted.source,   wanted.spi,  wanted.reqid,
          wanted.protocol, wanted.mode, wanted.destination.family};
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
