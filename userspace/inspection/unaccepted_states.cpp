// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/rules.h"
#include "inspection/selectors.h"

namespace canary {
namespace {

using Policies = std::vector<const XfrmPolicy*>;

/// Policies that decrypted packets pass. Those of pods pass fwd only, and that is what an agent
/// with marks is there for; of others a packet to the node itself may pass in only.
Policies policies_in(const XfrmTables& tables) {
  const bool of_pods = has_cilium_marks(tables);
  Policies policies;
  for (const auto& policy : tables.policies) {
    const bool counts = policy.direction == PolicyDirection::Forward ||
                        (policy.direction == PolicyDirection::In && !of_pods);
    if (counts && policy.action == PolicyAction::Allow) policies.push_back(&policy);
  }
  return policies;
}

bool accepts(const XfrmPolicy& policy, const XfrmState& state) {
  return std::ranges::any_of(policy.templates, [&](const XfrmTemplate& wanted) {
    return satisfies_inbound(state, wanted);
  });
}

/// Whether every policy asks for a state that is not there: that is told of the policies.
bool all_unmet(const Policies& policies, const XfrmTables& tables) {
  return std::ranges::all_of(policies, [&](const XfrmPolicy* policy) {
    return std::ranges::any_of(policy->templates, [](const auto& one) { return !one.optional; }) &&
           std::ranges::none_of(tables.states,
                                [&](const XfrmState& state) { return accepts(*policy, state); });
  });
}

Finding unaccepted(const XfrmState& state, const Policies& policies, const NodeFacts& facts) {
  constexpr std::size_t kEnough = 3;
  Finding finding{"state-unaccepted", Severity::Failure, facts.node, "", {}, {}};
  finding.summary = fmt::format(
      "no {} policy lets through what state {} (reqid {}) decrypts: XfrmInTmplMismatch; `level "
      "use` "
      "does not help, since a packet out of a tunnel must fit a template all the same",
      to_text(policies.front()->direction), to_text(state), state.reqid);
  for (const auto* policy : policies) {
    if (finding.evidence.size() == kEnough) break;
    if (!policy->templates.empty())
      finding.evidence.push_back(fmt::format("policy {} asks for {}", to_text(*policy),
                                             to_text(policy->templates.front())));
  }
  return finding;
}

}  // namespace

std::vector<Finding> find_unaccepted_states(const XfrmTables& tables, const NodeFacts& facts) {
  if (facts.local.empty()) return {};
  const auto policies = policies_in(tables);
  const bool are_understood = std::ranges::all_of(
      policies, [](const XfrmPolicy* policy) { return is_understood(*policy); });
  if (policies.empty() || !are_understood || all_unmet(policies, tables)) return {};
  std::vector<Finding> findings;
  for (const auto& state : tables.states) {
    if (!is_keyed(state) || state.mode == XfrmMode::Transport || !is_understood(state) ||
        !facts.local.contains(state.destination) || is_outbound(state, facts))
      continue;
    if (std::ranges::none_of(policies, [&](const auto* policy) { return accepts(*policy, state); }))
      findings.push_back(unaccepted(state, policies, facts));
  }
  return findings;
}

}  // namespace canary
