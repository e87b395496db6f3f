// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "inspection/rules.h"

namespace canary {
namespace {

/// All states that some policy chooses, or could choose if a newer one went.
std::set<const XfrmState*> reachable_states(const XfrmLookup& lookup) {
  std::set<const XfrmState*> reachable;
  for (const auto& policy : lookup.tables().policies) {
    if (policy.direction != PolicyDirection::Out) continue;
    for (const auto& wanted : policy.templates)
      for (const auto* state : lookup.states_to(wanted.destination))
        if (satisfies(*state, policy, wanted)) reachable.insert(state);
  }
  return reachable;
}

std::string remote_text(const Protection& protection) {
  return protection.name.empty()
             ? to_text(protection.remote)
             : fmt::format("{} ({})", protection.name, to_text(protection.remote));
}

}  // namespace

std::vector<Finding> find_incomplete_pairs(const XfrmLookup& lookup,
                                           const std::vector<Protection>& protections,
                                           const NodeFacts& facts) {
  std::vector<Finding> findings;
  const auto reachable = reachable_states(lookup);
  for (const auto& state : lookup.tables().states) {
    if (state.is_larval() || reachable.contains(&state) || !is_outbound(state, facts)) continue;
    findings.push_back({"state-unreachable",
                        Severity::Warning,
                        facts.node,
                        fmt::format("no policy leads to state {}", to_text(state)),
                        {fmt::format("{} packets went through it", state.packets)},
                        {}});
  }
  for (const auto& protection : protections) {
    if (protection.encrypts == nullptr || protection.decrypts != nullptr) continue;
    findings.push_back(
        {"pair-missing",
         Severity::Failure,
         facts.node,
         fmt::format("packets to {} are encrypted, but no state decrypts what comes back: "
                     "XfrmInNoStates",
                     remote_text(protection)),
         {fmt::format("out: {}", to_text(*protection.encrypts))},
         {}});
  }
  return findings;
}

}  // namespace canary
