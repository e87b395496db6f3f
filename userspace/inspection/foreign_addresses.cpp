// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "inspection/cilium_marks.h"
#include "inspection/inbound_states.h"
#include "inspection/rules.h"

namespace canary {
namespace {

bool is_foreign(const IpAddress& source, const NodeFacts& facts) {
  return !is_unspecified(source) && !facts.local.contains(source);
}

std::vector<Finding> find_unspecified(const XfrmTables& tables, const NodeFacts& facts) {
  std::vector<Finding> findings;
  for (const auto& state : tables.states) {
    if (!is_keyed(state)) continue;
    const auto mark = decrypt_mark_of(state.mark);
    if (is_unspecified(state.destination))
      findings.push_back(
          {"outer-address-unspecified",
           Severity::Failure,
           facts.node,
           fmt::format("state {} is for packets to {}, which is nobody's address: it "
                       "decrypts nothing",
                       to_text(state), to_text(state.destination)),
           {},
           {}});
    else if (is_unspecified(state.source) && mark && mark->node_id)
      findings.push_back({"outer-address-unspecified",
                          Severity::Warning,
                          facts.node,
                          fmt::format("state {} is for one peer (node ID {:#x}) and has no source: "
                                      "the agent did not know its address",
                                      to_text(state), *mark->node_id),
                          {},
                          {}});
  }
  return findings;
}

/// A trap of libreswan's names no outer addresses, and is for a whole block: that is nobody's
/// address.
bool is_block_of_policy(const Protection& protection) {
  const IpPrefix& block = protection.policy->destination;
  return protection.encrypts == nullptr && protection.remote == block.address &&
         block != host_prefix(block.address);
}

}  // namespace

std::vector<Finding> find_foreign_addresses(const XfrmTables& tables,
                                            const std::vector<Protection>& protections,
                                            const NodeFacts& facts) {
  auto findings = find_unspecified(tables, facts);
  if (!facts.local.empty())
    for (const auto& policy : tables.policies) {
      if (policy.direction != PolicyDirection::Out) continue;
      for (const auto& wanted : policy.templates)
        if (wanted.mode != XfrmMode::Transport && is_foreign(wanted.source, facts))
          findings.push_back(
              {"outer-address-foreign",
               Severity::Failure,
               facts.node,
               fmt::format("policy {} encrypts from {}, which is not (or no longer) an address of "
                           "this node",
                           to_text(policy), to_text(wanted.source)),
               {},
               {}});
    }
  if (!facts.peers.empty())
    for (const auto& protection : protections)
      if (protection.name.empty() && !is_unspecified(protection.remote) &&
          !is_block_of_policy(protection))
        findings.push_back(
            {"outer-address-foreign",
             Severity::Warning,
             facts.node,
             fmt::format("policy {} encrypts to {}, which is not (or no longer) an address of a "
                         "known peer",
                         to_text(*protection.policy), to_text(protection.remote)),
             {},
             {}});
  return findings;
}

}  // namespace canary
