// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/ledger_row.h"
#include "reading/node_session.h"

namespace canary {

/// The balance of packets, one row for each node, pair of outer addresses and SPI; the rows of a
/// packet's two ends become one where both nodes recorded and the addresses are the same on the
/// wire (see LedgerRow for what then holds, and docs/decisions/2026-11-25-ledger-by-sequence.md for
/// why). No clocks of two nodes are compared where ESP sequence numbers were told.
///
/// A loss is told only where nobody was blind; what is missing over a blind span is unbalanced.
[[nodiscard]] std::vector<LedgerRow> make_ledger(std::span<const NodeSession> sessions,
                                                 const AddressBook& book);

}  // namespace canary
