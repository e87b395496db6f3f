// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "inspection/cilium_marks.h"
#include "inspection/rules.h"

namespace canary {

std::vector<Finding> find_differing_node_ids(const std::vector<Protection>& protections,
                                             const NodeFacts& facts) {
  std::vector<Finding> findings;
  std::set<IpAddress> told;
  for (const auto& protection : protections) {
    if (protection.decrypts == nullptr || protection.decrypts->source != protection.remote)
      continue;
    const auto out = encrypt_mark_of(protection.policy->mark);
    const auto in = decrypt_mark_of(protection.decrypts->mark);
    if (!out || !in || !out->node_id || !in->node_id || *out->node_id == *in->node_id) continue;
    if (!told.insert(protection.remote).second) continue;
    findings.push_back(
        {"node-id-differs",
         Severity::Failure,
         facts.node,
         fmt::format("{} has node ID {:#x} in the mark of what encrypts for it, and {:#x} in the "
                     "mark of what decrypts from it: packets bear one of the two, and the other "
                     "half is not found (XfrmInNoStates or XfrmOutPolBlock)",
                     protection.name.empty() ? to_text(protection.remote) : protection.name,
                     *out->node_id, *in->node_id),
         {fmt::format("out: policy {}", to_text(*protection.policy)),
          fmt::format("in: {}", to_text(*protection.decrypts))},
         {}});
  }
  return findings;
}

}  // namespace canary
