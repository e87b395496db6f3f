// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fates/address_book.h"
#include "fates/evidence.h"

namespace canary {

/// The SPI and ESP sequence number of a packet repeat: in the other direction, towards other peers
/// (Cilium uses one SPI for all), and after a state was deleted and added again. So what bears the
/// same name is ours only if addresses and time agree. `Maybe` is where they neither do nor do
/// not: then nothing may be concluded, neither from the sighting nor from its absence.
enum class Match { None, Maybe, Ours };

struct EspSighting {
  Match match = Match::None;
  const Observation* seen = nullptr;  ///< set for Ours
};

/// One packet from its encryption on. Borrows all that it is made of.
struct EncryptedPacket {
  const NodeEvidence* sender = nullptr;
  NodeName receiver;  ///< the node that it is meant for
  const ProbeEncrypted* encrypted = nullptr;
  Instant at;       ///< of the encryption
  Instant decided;  ///< when the probe counted as lost
  /// The time until when it may have waited at the sender's uplink; not before `decided`.
  Instant waited;
};

/// Whether more than kMostNamesakes of a kind bear the packet's name, at its sender or at
/// `receiver` (null: it is not known). Then nothing may be concluded.
[[nodiscard]] bool is_crowded(const EncryptedPacket& packet, const NodeEvidence* receiver);

/// Finds how it left the uplink. Its addresses may have been rewritten before.
[[nodiscard]] EspSighting find_left_uplink(const EncryptedPacket& packet, const AddressBook& book);

/// Finds its drop by XFRM on the node that encrypted it.
[[nodiscard]] EspSighting find_drop_at_sender(const EncryptedPacket& packet);

/// Finds how it was freed outside of XFRM on the node that encrypted it.
[[nodiscard]] const ProbeFreed* find_freed_at_sender(const EncryptedPacket& packet);

/// Finds its drop by XFRM where it arrived. `on_wire` is how it left.
[[nodiscard]] EspSighting find_drop_at_receiver(const EncryptedPacket& packet,
                                                const ProbeLeftUplink& on_wire,
                                                const NodeEvidence& receiver,
                                                const AddressBook& book);

/// Finds how it was freed outside of XFRM where it arrived. A sighting without addresses, of an
/// older recording, is ours only where nobody else can have sent a packet of that name.
[[nodiscard]] EspSighting find_freed_at_receiver(const EncryptedPacket& packet,
                                                 const ProbeLeftUplink& on_wire,
                                                 const NodeEvidence& receiver,
                                                 std::span<const NodeEvidence> all,
                                                 const AddressBook& book);

}  // namespace canary
