// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "analysis/address_book.h"
#include "analysis/node_session.h"

namespace canary {

/// The balance of packets, one row for each node, pair of outer addresses and SPI; the rows of a
/// packet's two ends become one where both nodes recorded and the addresses are the same on the
/// wire. From the last PacketsCounted of each kind and all PacketDropped.
///
///   encrypted = left + dropped on the way out          on the sender
///   left      = arrived + lost on the wire             between them
///   arrived   = decrypted + dropped on the way in      on the receiver
///
/// `unbalanced` is what is over (or, negative, missing) on the two nodes. `lost_on_wire` is told
/// only where the receiver watched for as long as the sender; it may be too small by what passed
/// before and after the sender's session. Rows whose addresses were rewritten between XFRM and the
/// wire stay apart, and say nothing of the other half.
[[nodiscard]] std::vector<LedgerRow> make_ledger(std::span<const NodeSession> sessions,
                                                 const AddressBook& book);

}  // namespace canary
