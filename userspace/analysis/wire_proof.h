// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "model/ledger_row.h"
#include "model/verdict.h"
#include "reading/node_session.h"

namespace canary {

/// Makes losses on the wire unattributed again where they are not proved, of encrypted packets. It
/// is proved where the packets of the state are in the ledger, and at least as many are missing
/// between the two nodes; without the ledger's word, where the hook that did not see them arrive is
/// one that did see others of the path come out of XFRM.
void withdraw_unproved_wire_losses(std::span<PathJudgement> paths,
                                   std::span<const LedgerRow> ledger,
                                   std::span<const NodeSession> sessions);

}  // namespace canary
