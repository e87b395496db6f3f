// SPDX-License-Identifier: Apache-2.0
// What an operator must know beside the verdicts. Each function reads one kind of it off the
// evidence.
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "fates/path_loss.h"
#include "model/verdict.h"
#include "reading/node_session.h"

namespace canary {

/// `drops-after-recovery`: XFRM drops packets from or to a peer when recovery should be over.
/// Failure from 10 packets on (what Cilium's own CI tolerates below), else, and where the other
/// end is no known peer, a Warning.
[[nodiscard]] std::vector<Finding> find_late_drops(std::span<const NodeSession> sessions,
                                                   const AddressBook& book);

/// `drops-unaccounted` (Warning): what was seen differs from /proc/net/xfrm_stat.
[[nodiscard]] std::vector<Finding> find_unaccounted_drops(std::span<const NodeSession> sessions);

/// "peer-not-asked": what a peer saw of lost probes is missing, since it could not be asked.
[[nodiscard]] std::vector<Finding> find_unasked_peers(std::span<const NodeSession> sessions);

/// `wire-loss` (Warning): the evidence of both ends says that probes died between them.
/// `unexplained-loss` (Warning): the evidence does not reach where they died.
/// `size-dependent-loss` (Warning): one size of probes was lost, others came through.
[[nodiscard]] std::vector<Finding> find_losses_to_report(const PathJudgement& path,
                                                         const PathLoss& loss, bool peer_recorded);

}  // namespace canary
