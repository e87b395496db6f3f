// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_demands.h"
#include "inspection/near_misses.h"
#include "inspection/rules.h"
#include "inspection/selectors.h"

namespace canary {
namespace {

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

/// Cilium's policy for decrypted packets to the node itself names the peer that was added last, and
/// packets of pods do not pass it. That it names one that is gone hurts nobody.
bool is_last_peers(const XfrmPolicy& policy, const XfrmTemplate& wanted) {
  return policy.direction == PolicyDirection::In && decrypt_mark_of(policy.mark) &&
         !is_unspecified(wanted.source);
}

/// Policies of Cilium's without a node ID in their mark, to which it gave way as to older ones: a
/// stronger policy takes the same packets of today's marks (pull request 25735).
class Superseded {
 public:
  explicit Superseded(const XfrmTables& tables) {
    for (const auto& policy : tables.policies) {
      const auto mark = encrypt_mark_of(policy.mark);
      if (policy.direction != PolicyDirection::Out || !mark || !mark->node_id) continue;
      const auto [found, is_new] = strongest_.try_emplace({policy, mark->spi}, policy.priority);
      if (!is_new) found->second = std::min(found->second, policy.priority);
    }
  }
  [[nodiscard]] bool contain(const XfrmPolicy& policy) const {
    const auto mark = encrypt_mark_of(policy.mark);
    if (!mark || mark->node_id) return false;
    const auto found = strongest_.find({policy, mark->spi});
    return found != strongest_.end() && found->second < policy.priority;
  }

 private:
  std::map<std::pair<XfrmSelector, std::uint32_t>, std::uint32_t> strongest_;
};

std::string_view consequence_of(const XfrmLookup& lookup, const XfrmPolicy& policy,
                                const XfrmTemplate& wanted) {
  return lookup.state_in_the_way(policy, wanted) ? "XfrmOutPolError" : "XfrmOutNoStates";
}

/// Of a policy in or fwd. Where a state fits the template, why it does not help.
Finding unsatisfied_inbound(const XfrmPolicy& policy, const XfrmTemplate& wanted,
                            const XfrmState* nearest, const NodeFacts& facts) {
  if (nearest != nullptr)
    if (const auto refusal = refusal_of(policy, *nearest))
      return unsatisfied(policy, wanted, std::string(refusal->counter),
                         {fmt::format("{} {}", to_text(*nearest), refusal->words)}, facts);
  return unsatisfied(policy, wanted, "XfrmInTmplMismatch", {}, facts);
}

bool is_of_ipsec(const XfrmTemplate& wanted) {
  constexpr std::uint8_t kEsp = 50, kAh = 51;
  return wanted.protocol == kEsp || wanted.protocol == kAh;
}

/// A template out that may be left out (`level use`), and is.
Finding left_out(const XfrmPolicy& policy, const XfrmTemplate& wanted, const NodeFacts& facts) {
  auto finding = unsatisfied(policy, wanted,
                             "it is optional (level use), and packets leave without it", {}, facts);
  finding.severity = Severity::Warning;
  return finding;
}

}  // namespace

std::vector<Finding> find_unsatisfied_templates(const XfrmLookup& lookup, const Traps& traps,
                                                const NodeFacts& facts) {
  std::vector<Finding> findings;
  const Superseded superseded(lookup.tables());
  InboundDemands inbound(lookup.tables(), facts);
  for (const auto& policy : lookup.tables().policies) {
    if (policy.action == PolicyAction::Block || !is_understood(policy)) continue;
    for (const auto& wanted : policy.templates) {
      if (wanted.optional) {
        if (policy.direction == PolicyDirection::Out && is_of_ipsec(wanted) &&
            lookup.state_for(policy, wanted) == nullptr)
          findings.push_back(left_out(policy, wanted, facts));
      } else if (policy.direction == PolicyDirection::Out) {
        if (lookup.state_for(policy, wanted) == nullptr && !traps.is_trap(policy, wanted) &&
            !superseded.contain(policy))
          findings.push_back(unsatisfied(policy, wanted,
                                         std::string(consequence_of(lookup, policy, wanted)),
                                         explain_near_misses(lookup, policy, wanted), facts));
      } else if (!inbound.is_met(policy, wanted) && !traps.awaits(wanted) &&
                 !(is_last_peers(policy, wanted) && inbound.is_met_from_anybody(policy, wanted))) {
        findings.push_back(unsatisfied_inbound(policy, wanted, inbound.nearest(wanted), facts));
      }
    }
  }
  return findings;
}

}  // namespace canary
