// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "fates/address_book.h"
#include "fates/evidence.h"
#include "model/outage.h"

namespace canary {

/// One of the two packets of a probe. The nodes are those of this packet: for a reply the sender is
/// the reflector's node.
struct Leg {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  NodeName receiver_name;
  const NodeEvidence* sender = nullptr;    ///< null: its node did not record
  const NodeEvidence* receiver = nullptr;  ///< null: its node did not record
  Instant sent;                            ///< of the probe
  Instant decided;                         ///< when the probe counted as lost
  Instant until;  ///< end of the prober's session: packets that wait for a neighbour come late
};

struct LegEnd {
  /// When it was at the receiver's uplink in the clear; absent where it was not, or was dropped.
  std::optional<Instant> arrived;
  std::optional<Fate> fate;  ///< absent: it arrived, or the evidence does not reach its end
};

/// Whether any node saw this packet at all, encrypted or not.
[[nodiscard]] bool was_seen(const Leg& leg);

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
