// SPDX-License-Identifier: Apache-2.0
// Each rule finds one way in which states and policies cannot do what they are there for. All are
// silent on what Cilium installs on a healthy node, its default-drop and catch-all entries
// included.
#pragma once

#include <vector>

#include "inspection/commands.h"
#include "inspection/inspection.h"
#include "inspection/shadows.h"
#include "inspection/traps.h"
#include "inspection/xfrm_lookup.h"

namespace canary {

/// `policy-shadowed` (Failure): a stronger or older policy takes every packet that another is meant
/// for, and does something else with it. `stale-policy` (Warning): it does the same with it, but
/// belongs to an earlier generation of marks. `policy-partly-shadowed` (Warning): it takes some,
/// and is no exception that somebody wrote on purpose. A trap that gives way to what encrypts is
/// none of these. `cannot-tell` (Info): one of the two bears
/// something that is not read here.
[[nodiscard]] std::vector<Finding> find_shadowed_policies(const XfrmTables& tables,
                                                          const Traps& traps,
                                                          const NodeFacts& facts);
/// Whether `shadow` is one that `policy-shadowed` tells of, and what it tells.
[[nodiscard]] bool is_failing(const Shadow& shadow);
[[nodiscard]] Finding tell_shadowed(const Shadow& shadow, CommandWriter& commands,
                                    const NodeFacts& facts);

/// `states-overlap` (Warning): two states of one identity (destination, SPI, protocol; the source
/// is not part of it) whose marks overlap. The kernel refuses the one when the other is there, and
/// may delete either when asked for one (__xfrm_state_lookup()).
[[nodiscard]] std::vector<Finding> find_overlapping_states(const XfrmTables& tables,
                                                           const NodeFacts& facts);

/// `template-unsatisfied` (Failure): no state fits what a policy requires; (Warning) what it may do
/// without on the way out. Not of a trap policy,
/// which waits for the packet that makes a daemon of IKE negotiate its states.
[[nodiscard]] std::vector<Finding> find_unsatisfied_templates(const XfrmLookup& lookup,
                                                              const Traps& traps,
                                                              const NodeFacts& facts);

/// `state-unreachable` (Warning): a state from this node that no policy can choose.
/// `policy-missing` (Failure): nor any other for its destination.
/// `pair-missing` (Failure): packets to a peer are encrypted, and nothing decrypts what it answers.
[[nodiscard]] std::vector<Finding> find_incomplete_pairs(
    const XfrmLookup& lookup, const std::vector<Protection>& protections,
    const std::vector<const XfrmState*>& orphaned, const NodeFacts& facts);

/// `pair-missing` (Failure): a state decrypts what a peer sends, and nothing encrypts the answers.
[[nodiscard]] std::vector<Finding> find_lone_inbound_states(const XfrmLookup& lookup,
                                                            const NodeFacts& facts);

/// `node-id-differs` (Failure): the two halves of a pair bear different node IDs in their marks.
[[nodiscard]] std::vector<Finding> find_differing_node_ids(
    const std::vector<Protection>& protections, const NodeFacts& facts);

/// `state-unaccepted` (Failure): no policy lets through what a state decrypts. A template that is
/// optional is no way around: a packet out of a tunnel must fit one all the same
/// (__xfrm_policy_check()). (Warning): there is no policy in or fwd at all, or none fwd for what is
/// not to this node itself; only `disable_policy` of a device lets such packets through.
[[nodiscard]] std::vector<Finding> find_unaccepted_states(const XfrmTables& tables,
                                                          const NodeFacts& facts);

/// `default-drop-missing` (Warning): nothing stops packets that are marked for encryption and find
/// no policy, neither by a policy nor by default. Releases of Cilium before 1.13.2 had none.
[[nodiscard]] std::vector<Finding> find_missing_default_drops(const XfrmTables& tables,
                                                              const NodeFacts& facts);

/// `outer-address-foreign` (Failure): a template or state names an outer source that is not this
/// node's; (Warning) a destination that is none of the peers' that were told.
/// `outer-address-unspecified` (Failure): a state for packets to 0.0.0.0 or ::, which are nobody's;
/// (Warning) from there, where its mark is for one peer.
[[nodiscard]] std::vector<Finding> find_foreign_addresses(
    const XfrmTables& tables, const std::vector<Protection>& protections, const NodeFacts& facts);

/// `mark-never-matches` (Failure): its value has bits outside of its mask.
/// `mark-spi-mismatch` (Warning): a mark in Cilium's layout selects another SPI than the template.
[[nodiscard]] std::vector<Finding> find_impossible_marks(const XfrmTables& tables,
                                                         const NodeFacts& facts);

/// `state-expiring` (Warning, Failure when it has come to its end): hard limits, and ESP sequence
/// numbers that run out. `larval-state` (Warning): one that waits for a negotiation that an agent
/// with fixed keys never makes, and that keeps the agent's own from being added. `too-many-spis`
/// (Warning): more than the two that a key rotation of such an agent explains.
[[nodiscard]] std::vector<Finding> find_worn_states(const XfrmTables& tables,
                                                    const NodeFacts& facts);

/// `state-refuses` (Warning): packets that failed their integrity check, came twice or too late;
/// (Failure) it refuses some right now.
[[nodiscard]] std::vector<Finding> find_refusing_states(const XfrmTables& tables,
                                                        const NodeFacts& facts);

/// `cannot-tell` (Info): entries that bear something that is not read here.
[[nodiscard]] std::vector<Finding> find_what_is_not_understood(const XfrmTables& tables,
                                                               const NodeFacts& facts);

}  // namespace canary
