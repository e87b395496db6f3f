// SPDX-License-Identifier: Apache-2.0
// Each rule finds one way in which states and policies cannot do what they are there for. All are
// silent on what Cilium installs on a healthy node, its default-drop and catch-all entries
// included.
#pragma once

#include <vector>

#include "inspection/inspection.h"
#include "inspection/xfrm_lookup.h"

namespace canary {

/// `policy-shadowed` (Failure): an older policy takes every packet that a newer one is meant for,
/// and does something else with it. `stale-policy` (Warning): it does the same with it, but belongs
/// to an earlier generation of marks.
[[nodiscard]] std::vector<Finding> find_shadowed_policies(const XfrmTables& tables,
                                                          const NodeFacts& facts);

/// `states-overlap` (Warning): two states of one identity (destination, SPI, protocol; the source
/// is not part of it) whose marks overlap. The kernel refuses the one when the other is there, and
/// may delete either when asked for one (__xfrm_state_lookup()).
[[nodiscard]] std::vector<Finding> find_overlapping_states(const XfrmTables& tables,
                                                           const NodeFacts& facts);

/// `template-unsatisfied` (Failure): no state fits what a policy requires.
[[nodiscard]] std::vector<Finding> find_unsatisfied_templates(const XfrmLookup& lookup,
                                                              const NodeFacts& facts);

/// `state-unreachable` (Warning): a state from this node that no policy can choose.
/// `pair-missing` (Failure): packets to a peer are encrypted, and nothing decrypts what it answers.
[[nodiscard]] std::vector<Finding> find_incomplete_pairs(const XfrmLookup& lookup,
                                                         const std::vector<Protection>& protections,
                                                         const NodeFacts& facts);

/// `outer-address-foreign` (Failure): a template or state names an outer source that is not this
/// node's; (Warning) a destination that is none of the peers' that were told.
[[nodiscard]] std::vector<Finding> find_foreign_addresses(
    const XfrmTables& tables, const std::vector<Protection>& protections, const NodeFacts& facts);

/// `mark-never-matches` (Failure): its value has bits outside of its mask.
/// `mark-spi-mismatch` (Warning): a mark in Cilium's layout selects another SPI than the template.
[[nodiscard]] std::vector<Finding> find_impossible_marks(const XfrmTables& tables,
                                                         const NodeFacts& facts);

/// `state-expiring` (Warning, Failure when it has come to its end): hard limits, and ESP sequence
/// numbers that run out. `larval-state` (Warning): one that waits for a negotiation that an agent
/// with fixed keys never makes, and that keeps the agent's own from being added. `too-many-spis`
/// (Warning): more than the two that a key rotation explains.
[[nodiscard]] std::vector<Finding> find_worn_states(const XfrmTables& tables,
                                                    const NodeFacts& facts);

}  // namespace canary
