// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/rules.h"

namespace canary {
namespace {

std::string remote_text(const Protection& protection) {
  return protection.name.empty()
             ? to_text(protection.remote)
             : fmt::format("{} ({})", protection.name, to_text(protection.remote));
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
    const IpAddress anywhere{address.family, {}};  // of a template that names no destination
    return blocks_.contains(host_prefix(address)) || blocks_.contains(host_prefix(anywhere)) ||
           std::ranges::any_of(blocks_, [&](const auto& block) { return block.contains(address); });
  }

 private:
  std::set<IpPrefix> blocks_;
};

/// A state out that no policy leads to: an older one is left beside the one that is used, or the
/// policy is gone and what it took leaves as it is. An agent with marks has a policy that blocks
/// it.
Finding unreachable(const XfrmState& state, bool is_wanted, bool is_blocked,
                    const NodeFacts& facts) {
  Finding finding{"state-unreachable", Severity::Warning, facts.node, "", {}, {}};
  finding.summary = fmt::format("no policy leads to state {}", to_text(state));
  if (!is_wanted) {
    finding.kind = "policy-missing";
    finding.severity = Severity::Failure;
    finding.summary +=
        fmt::format(", nor to another for that address: what this node sends there {}",
                    is_blocked ? "is dropped (XfrmOutPolBlock)" : "leaves unencrypted");
  }
  finding.evidence.push_back(fmt::format("{} packets went through it", state.packets));
  return finding;
}

std::vector<Finding> find_unreachable(const XfrmLookup& lookup,
                                      const std::vector<const XfrmState*>& orphaned,
                                      const NodeFacts& facts) {
  const bool is_blocked = drops_without_policy(lookup.tables());
  const WantedDestinations wanted(lookup.tables());
  std::vector<Finding> findings;
  for (const auto* state : orphaned)
    findings.push_back(unreachable(*state, wanted.contain(state->destination), is_blocked, facts));
  return findings;
}

/// Only where both halves bear one SPI, as with an agent that has fixed keys.
std::string reason(const Protection& protection, const InboundStates& inbound) {
  if (!encrypt_mark_of(protection.policy->mark)) return "";
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
                                           const std::vector<const XfrmState*>& orphaned,
                                           const NodeFacts& facts) {
  auto findings = find_unreachable(lookup, orphaned, facts);
  const InboundStates inbound(lookup.tables(), facts);
  for (const auto& protection : protections) {
    if (protection.encrypts == nullptr || protection.decrypts != nullptr) continue;
    Finding finding{"pair-missing", Severity::Failure, facts.node, "", {}, {}};
    finding.summary = fmt::format(
        "packets to {} are encrypted, but no state decrypts what comes back: XfrmInNoStates{}",
        remote_text(protection), reason(protection, inbound));
    finding.evidence.push_back(fmt::format("out: {}", to_text(*protection.encrypts)));
    if (const auto* lost = inbound.to_former_address(protection.remote))
      finding.evidence.push_back(
          fmt::format("in: {} is for {}, which is not (or no longer) an address of this node",
                      to_text(*lost), to_text(lost->destination)));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace canary
