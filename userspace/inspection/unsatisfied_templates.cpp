// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "inspection/cilium_marks.h"
#include "inspection/near_misses.h"
#include "inspection/rules.h"
#include "inspection/selectors.h"

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

/// What waits for a packet before a daemon of IKE negotiates: templates with no SPI, and no state
/// of their reqid that has a key already. Of a template without reqid: no state between its ends.
class Traps {
 public:
  explicit Traps(const XfrmLookup& lookup) : lookup_(lookup) {
    has_fixed_keys_ = has_cilium_marks(lookup.tables());
    for (const auto& state : lookup.tables().states)
      if (!state.is_larval()) keyed_.insert(state.reqid);
    for (const auto& policy : lookup.tables().policies)
      if (policy.direction == PolicyDirection::Out)
        for (const auto& wanted : policy.templates)
          if (is_trap(policy, wanted)) waiting_.insert(wanted.reqid);
  }

  [[nodiscard]] bool is_trap(const XfrmPolicy& policy, const XfrmTemplate& wanted) const {
    if (wanted.spi != 0 || has_fixed_keys_) return false;
    if (wanted.reqid != 0) return !keyed_.contains(wanted.reqid);
    return lookup_.states_to(ends_of(policy, wanted).destination).empty();
  }
  /// Whether a policy out waits for the states that this inbound template wants.
  [[nodiscard]] bool awaits(const XfrmTemplate& wanted) const {
    return waiting_.contains(wanted.reqid) && !keyed_.contains(wanted.reqid);
  }

 private:
  const XfrmLookup& lookup_;
  bool has_fixed_keys_ = false;
  std::set<std::uint32_t> keyed_, waiting_;
};

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

class Inbound {
 public:
  Inbound(const XfrmTables& tables, const NodeFacts& facts) : tables_(tables), facts_(facts) {}

  [[nodiscard]] bool is_met(const XfrmTemplate& wanted) {
    const auto [found, is_new] = met_.try_emplace(demand_of(wanted), false);
    if (is_new)
      found->second = std::ranges::any_of(tables_.states, [&](const XfrmState& state) {
        return state.destination.family == wanted.destination.family &&
               !is_outbound(state, facts_) && satisfies_inbound(state, wanted);
      });
    return found->second;
  }
  [[nodiscard]] bool is_met_from_anybody(XfrmTemplate wanted) {
    wanted.source = {wanted.source.family, {}};
    return is_met(wanted);
  }

 private:
  const XfrmTables& tables_;
  const NodeFacts& facts_;
  std::map<Demand, bool> met_;
};

std::string_view consequence_of(const XfrmLookup& lookup, const XfrmPolicy& policy,
                                const XfrmTemplate& wanted) {
  return lookup.state_in_the_way(policy, wanted) ? "XfrmOutPolError" : "XfrmOutNoStates";
}

}  // namespace

std::vector<Finding> find_unsatisfied_templates(const XfrmLookup& lookup, const NodeFacts& facts) {
  std::vector<Finding> findings;
  const Traps traps(lookup);
  const Superseded superseded(lookup.tables());
  Inbound inbound(lookup.tables(), facts);
  for (const auto& policy : lookup.tables().policies) {
    if (policy.action == PolicyAction::Block || !is_understood(policy)) continue;
    for (const auto& wanted : policy.templates) {
      if (wanted.optional) continue;
      if (policy.direction == PolicyDirection::Out) {
        if (lookup.state_for(policy, wanted) == nullptr && !traps.is_trap(policy, wanted) &&
            !superseded.contain(policy))
          findings.push_back(unsatisfied(policy, wanted,
                                         std::string(consequence_of(lookup, policy, wanted)),
                                         explain_near_misses(lookup, policy, wanted), facts));
      } else if (!inbound.is_met(wanted) && !traps.awaits(wanted) &&
                 !(is_last_peers(policy, wanted) && inbound.is_met_from_anybody(wanted))) {
        findings.push_back(unsatisfied(policy, wanted, "XfrmInTmplMismatch", {}, facts));
      }
    }
  }
  return findings;
}

}  // namespace canary
