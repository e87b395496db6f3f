// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "inspection/cilium_marks.h"
#include "inspection/rules.h"

namespace canary {
namespace {

constexpr Mark kAnyEncryptMark{0xe00, 0xf00};

/// Policies of one family that take packets by Cilium's marks, and what is behind them.
struct MarkedFamily {
  Family family;
  const XfrmPolicy* example = nullptr;  ///< one for a peer; null: none is
  const XfrmPolicy* drop = nullptr;     ///< whatever its addresses
  bool drops_all = false;
};

MarkedFamily look_at(Family family, const XfrmTables& tables) {
  MarkedFamily seen{family};
  for (const auto& policy : tables.policies) {
    if (policy.direction != PolicyDirection::Out || policy.source.address.family != family)
      continue;
    const auto mark = encrypt_mark_of(policy.mark);
    if (mark && mark->node_id && !policy.templates.empty()) seen.example = &policy;
    if (policy.action != PolicyAction::Block || policy.mark != kAnyEncryptMark) continue;
    seen.drop = &policy;
    seen.drops_all |= policy.source.length == 0 && policy.destination.length == 0;
  }
  return seen;
}

/// Whether a release installed this that has a default-drop policy (1.13.2 on): its states bear the
/// node ID inbound as well, or 64 bits of sequence. 1.13.1 had none.
bool is_of_later_release(const XfrmTables& tables) {
  return std::ranges::any_of(tables.states, [](const XfrmState& state) {
    const auto in = decrypt_mark_of(state.mark);
    return (in && in->node_id) || (state.esn && encrypt_mark_of(state.mark));
  });
}

Finding missing(const MarkedFamily& seen, const NodeFacts& facts) {
  Finding finding{"default-drop-missing", Severity::Warning, facts.node, "", {}, {}};
  finding.summary = fmt::format(
      "{} packets that are marked for encryption and find no policy leave unencrypted: {}",
      to_text(seen.family),
      seen.drop == nullptr
          ? std::string("there is no default-drop policy")
          : fmt::format("the default-drop policy {} matches none of them", to_text(*seen.drop)));
  finding.advice.push_back("restart the agent of this node: it installs the policy at its start");
  return finding;
}

}  // namespace

std::vector<Finding> find_missing_default_drops(const XfrmTables& tables, const NodeFacts& facts) {
  if (blocks_by_default(tables, PolicyDirection::Out)) return {};
  const auto v4 = look_at(Family::V4, tables), v6 = look_at(Family::V6, tables);
  const bool is_expected = v4.drops_all || v6.drops_all || is_of_later_release(tables);
  std::vector<Finding> findings;
  for (const auto& seen : {v4, v6})
    if (seen.example != nullptr && !seen.drops_all && (is_expected || seen.drop != nullptr))
      findings.push_back(missing(seen, facts));
  return findings;
}

}  // namespace canary
