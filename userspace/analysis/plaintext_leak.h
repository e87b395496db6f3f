// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "analysis/clear_traffic.h"
#include "fates/address_book.h"
#include "model/finding.h"
#include "reading/node_session.h"

namespace canary {

/// `plaintext-leak` (Failure), one for each node that sent and the one it sent to, whichever of
/// them saw it: packets that must be encrypted passed an uplink in the clear. Evidence tells how
/// many, from whom to whom, when first and last, and where that lies to the agent's transition.
/// `counts` are those of count_clear(), one list for each session.
[[nodiscard]] std::vector<Finding> find_leaks(std::span<const NodeSession> sessions,
                                              std::span<const std::vector<ClearCount>> counts,
                                              const AddressBook& book);

/// `plaintext-uncounted` (Warning), one for each node that had no room to count all packets in the
/// clear: some that must be encrypted may be among them.
[[nodiscard]] std::vector<Finding> find_uncounted_plaintext(std::span<const NodeSession> sessions);

}  // namespace canary
