// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "fates/address_book.h"
#include "fates/evidence.h"
#include "fates/leg_sightings.h"
#include "model/outage.h"

namespace canary {

struct LegEnd {
  /// When it was at the receiver's uplink in the clear; absent where it was not, or was dropped.
  std::optional<Instant> arrived;
  std::optional<Fate> fate;  ///< absent: it arrived, or the evidence does not reach its end
};

/// Follows the packet as far as the evidence goes. `all` is for telling namesakes apart.
[[nodiscard]] LegEnd trace(const Leg& leg, std::span<const NodeEvidence> all,
                           const AddressBook& book);

/// The end of a request that `arrived`, while no node saw its `reply`: where nothing that the node
/// or its pod dropped can have been either of them, it lies in the reflector's socket.
[[nodiscard]] std::optional<Fate> trace_unanswered(const Leg& request, Instant arrived,
                                                   const Leg& reply,
                                                   std::span<const NodeEvidence> all,
                                                   const AddressBook& book);

}  // namespace canary
