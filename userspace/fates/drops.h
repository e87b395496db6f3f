// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/drop_summary.h"

namespace canary {

/// Takes drops together that agree in node, cause, SPI, outer addresses, peer and mark; in the
/// order of the first one.
[[nodiscard]] std::vector<DropSummary> summarise_drops(std::span<const NodeSession> sessions,
                                                       const AddressBook& book);

/// The address at the other end of the dropped packet, where it is known.
[[nodiscard]] const Boxed<IpAddress>& remote_address(const PacketDropped& drop);

/// The node at the other end of the dropped packet; null where it is not known.
[[nodiscard]] const NodeName* remote_of(const PacketDropped& drop, const AddressBook& book);

}  // namespace canary
