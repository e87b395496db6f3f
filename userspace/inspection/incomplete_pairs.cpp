// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/rules.h"

namespace canary {
namespace {

using Child = std::tuple<IpAddress, IpAddress, std::uint32_t>;  ///< source, destination, reqid

Child child_of(const XfrmState& state) { return {state.source, state.destination, state.reqid}; }

/// All states that some policy chooses, or could choose if a newer one went.
std::set<const XfrmState*> reachable_states(const XfrmLookup& lookup) {
  std::set<const XfrmState*> reachable;
  for (const auto& policy : lookup.tables().policies) {
    if (policy.direction != PolicyDirection::Out) continue;
    for (const auto& wanted : policy.templates)
      for (const auto* state : lookup.states_to(ends_of(policy, wanted).destination))
        if (satisfies(*state, policy, wanted)) reachable.insert(state);
  }
  return reachable;
}

std::string remote_text(const Protection& protection) {
  return protection.name.empty()
             ? to_text(protection.remote)
             : fmt::format("{} ({})", protection.name, to_text(protection.remote));
}

bool is_of_policies(const XfrmState& state, const NodeFacts& facts) {
  return is_keyed(state) && !is_unspecified(state.destination) && is_outbound(state, facts);
}

/// Where packets of some policy out go to, whether or not there is a state for them.
class WantedDestinations {
 public:
  explicit WantedDestinations(const XfrmTables& tables) {
    for (const auto& policy : tables.policies) {
      if (policy.direction != PolicyDirection::Out) continue;
      for (const auto& wanted : policy.templates)
        blocks_.insert(ends_of(policy, wanted).destination);
    }
  }
  [[nodiscard]] bool contain(const IpAddress& address) const {
    return blocks_.contains(host_prefix(address)) ||
           std::ranges::any_of(blocks_, [&](const auto& block) { return block.contains(address); });
  }

 private:
  std::set<IpPrefix> blocks_;
};

/// A state out that no policy leads to: an older one is left beside the one that is used, or the
/// policy is gone and what it took leaves as it is. An agent with marks has a policy that blocks
/// it.
Finding unreachable(const XfrmState& state, bool is_wanted, const NodeFacts& facts) {
  Finding finding{"state-unreachable", Severity::Warning, facts.node, "", {}, {}};
  finding.summary = fmt::format("no policy leads to state {}", to_text(state));
  if (!is_wanted) {
    finding.kind = "policy-missing";
    finding.severity = Severity::Failure;
    finding.summary +=
        ", nor to another for that address: what this node sends there leaves "
        "unencrypted";
  }
  finding.evidence.push_back(fmt::format("{} packets went through it", state.packets));
  return finding;
}

/// Of IKE an older state may wait for its end beside the one that took its place; Cilium's are all
/// meant to be used.
std::vector<Finding> find_unreachable(const XfrmLookup& lookup, const NodeFacts& facts) {
  const auto reachable = reachable_states(lookup);
  std::set<Child> replaced;
  for (const auto* state : reachable)
    if (!encrypt_mark_of(state->mark)) replaced.insert(child_of(*state));
  const bool is_blocked = has_cilium_marks(lookup.tables());
  const WantedDestinations wanted(lookup.tables());
  std::vector<Finding> findings;
  for (const auto& state : lookup.tables().states)
    if (!reachable.contains(&state) && !replaced.contains(child_of(state)) &&
        is_of_policies(state, facts))
      findings.push_back(
          unreachable(state, is_blocked || wanted.contain(state.destination), facts));
  return findings;
}

std::string reason(const Protection& protection, const InboundStates& inbound) {
  const auto spis = inbound.spis_from(protection.remote);
  if (spis.empty() || spis.contains(protection.encrypts->spi)) return "";
  return fmt::format(
      "; a key rotation of which this half is missing: it decrypts SPI {} only, and peers that "
      "moved on to SPI {} are lost",
      fmt::join(spis, ", "), protection.encrypts->spi);
}

}  // namespace

std::vector<Finding> find_incomplete_pairs(const XfrmLookup& lookup,
                                           const std::vector<Protection>& protections,
                                           const NodeFacts& facts) {
  auto findings = find_unreachable(lookup, facts);
  const InboundStates inbound(lookup.tables(), facts);
  for (const auto& protection : protections) {
    if (protection.encrypts == nullptr || protection.decrypts != nullptr) continue;
    findings.push_back(
        {"pair-missing",
         Severity::Failure,
         facts.node,
         fmt::format("packets to {} are encrypted, but no state decrypts what comes back: "
                     "XfrmInNoStates{}",
                     remote_text(protection), reason(protection, inbound)),
         {fmt::format("out: {}", to_text(*protection.encrypts))},
         {}});
  }
  return findings;
}

}  // namespace canary
