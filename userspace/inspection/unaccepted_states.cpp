// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_demands.h"
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
  return !refusal_of(policy, state) &&
         std::ranges::any_of(policy.templates, [&](const XfrmTemplate& wanted) {
           return satisfies_inbound(state, wanted);
         });
}

/// Policies by the reqid that a template of theirs asks for; 0: any.
class PoliciesByReqid {
 public:
  explicit PoliciesByReqid(const Policies& policies) {
    for (const auto* policy : policies)
      for (const auto& wanted : policy->templates) by_reqid_[wanted.reqid].push_back(policy);
  }
  [[nodiscard]] bool accept(const XfrmState& state) const {
    return accept(state, state.reqid) || accept(state, 0);
  }

 private:
  [[nodiscard]] bool accept(const XfrmState& state, std::uint32_t reqid) const {
    const auto found = by_reqid_.find(reqid);
    return found != by_reqid_.end() && std::ranges::any_of(found->second, [&](const auto* policy) {
             return accepts(*policy, state);
           });
  }

  std::map<std::uint32_t, Policies> by_reqid_;
};

/// Whether every policy asks for a state that is not there: that is told of the policies.
bool all_unmet(const Policies& policies, const XfrmTables& tables) {
  return std::ranges::all_of(policies, [&](const XfrmPolicy* policy) {
    return std::ranges::any_of(policy->templates, [](const auto& one) { return !one.optional; }) &&
           std::ranges::none_of(tables.states,
                                [&](const XfrmState& state) { return accepts(*policy, state); });
  });
}

/// What policies, asked for a packet out of `state`, say to it.
std::string answer_of(const Policies& policies, const XfrmState& state) {
  for (const auto* policy : policies)
    if (!refusal_of(*policy, state))
      return "XfrmInTmplMismatch; `level use` does not help, since a packet out of a tunnel must "
             "fit a template all the same";
  return std::string(refusal_of(*policies.front(), state)->counter);
}

Finding unaccepted(const XfrmState& state, const Policies& policies, const NodeFacts& facts) {
  constexpr std::size_t kEnough = 3;
  Finding finding{"state-unaccepted", Severity::Failure, facts.node, "", {}, {}};
  finding.summary = fmt::format("no {} policy lets through what state {} (reqid {}) decrypts: {}",
                                to_text(policies.front()->direction), to_text(state), state.reqid,
                                answer_of(policies, state));
  for (const auto* policy : policies) {
    if (finding.evidence.size() == kEnough) break;
    if (const auto refusal = refusal_of(*policy, state))
      finding.evidence.push_back(
          fmt::format("policy {}: the state {}", to_text(*policy), refusal->words));
    else if (!policy->templates.empty())
      finding.evidence.push_back(fmt::format("policy {} asks for {}", to_text(*policy),
                                             to_text(policy->templates.front())));
  }
  return finding;
}

/// Whether packets out of `state` need a policy: those out of transport mode pass without any
/// (secpath_has_nontransport()).
bool needs_policy(const XfrmState& state, const NodeFacts& facts) {
  return is_keyed(state) && state.mode != XfrmMode::Transport &&
         facts.local.contains(state.destination) && !is_outbound(state, facts);
}

Finding without_policy(const XfrmState& state, std::string_view what, const NodeFacts& facts) {
  return {"state-unaccepted",
          Severity::Warning,
          facts.node,
          fmt::format("{}: XfrmInNoPols, unless `disable_policy` is set for the device that they "
                      "come in by",
                      what),
          {fmt::format("in: {}", to_text(state))},
          {}};
}

/// A policy in for packets out of a tunnel to more than this node's own addresses: such it
/// forwards.
bool is_for_others(const XfrmPolicy& policy, const NodeFacts& facts) {
  const auto& to = policy.destination;
  return (to != host_prefix(to.address) || !facts.local.contains(to.address)) &&
         std::ranges::any_of(policy.templates,
                             [](const auto& one) { return one.mode == XfrmMode::Tunnel; });
}

/// One finding at most: that a kind of policy is missing concerns all states alike.
std::vector<Finding> find_states_without_policy(const XfrmTables& tables, const Policies& policies,
                                                const NodeFacts& facts) {
  const auto state = std::ranges::find_if(
      tables.states, [&](const auto& one) { return needs_policy(one, facts); });
  if (state == tables.states.end()) return {};
  if (policies.empty())
    return {without_policy(*state,
                           has_cilium_marks(tables)
                               ? "there is no fwd policy for the packets of pods that are decrypted"
                               : "there is no in or fwd policy for packets that are decrypted",
                           facts)};
  const bool has_forward = std::ranges::any_of(
      policies, [](const auto* policy) { return policy->direction == PolicyDirection::Forward; });
  const bool is_gateway = std::ranges::any_of(
      policies, [&](const auto* policy) { return is_for_others(*policy, facts); });
  if (has_forward || !is_gateway) return {};
  return {without_policy(*state, "there is no fwd policy for packets that are decrypted and go on",
                         facts)};
}

}  // namespace

std::vector<Finding> find_unaccepted_states(const XfrmTables& tables, const NodeFacts& facts) {
  if (facts.local.empty()) return {};
  const auto policies = policies_in(tables);
  auto findings = find_states_without_policy(tables, policies, facts);
  const bool are_understood = std::ranges::all_of(
      policies, [](const XfrmPolicy* policy) { return is_understood(*policy); });
  if (policies.empty() || !are_understood || all_unmet(policies, tables)) return findings;
  const PoliciesByReqid by_reqid(policies);
  for (const auto& state : tables.states)
    if (needs_policy(state, facts) && is_understood(state) && !by_reqid.accept(state))
      findings.push_back(unaccepted(state, policies, facts));
  return findings;
}

}  // namespace canary
