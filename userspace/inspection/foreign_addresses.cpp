// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "inspection/rules.h"

namespace canary {
namespace {

bool is_foreign(const IpAddress& source, const NodeFacts& facts) {
  return !is_unspecified(source) && !facts.local.contains(source);
}

}  // namespace

std::vector<Finding> find_foreign_addresses(const XfrmTables& tables,
                                            const std::vector<Protection>& protections,
                                            const NodeFacts& facts) {
  std::vector<Finding> findings;
  if (!facts.local.empty())
    for (const auto& policy : tables.policies) {
      if (policy.direction != PolicyDirection::Out) continue;
      for (const auto& wanted : policy.templates)
        if (is_foreign(wanted.source, facts))
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
      if (protection.name.empty())
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
