// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "ledger/sequence_count.h"
#include "reading/node_session.h"

namespace canary {

/// Packets with one SPI between two outer addresses, on the node that sent or received them.
struct EspSideKey {
  bool inbound = false;
  IpAddress source, destination;
  std::uint32_t spi = 0;
  auto operator<=>(const EspSideKey&) const = default;
};

/// What the sender, or the receiver, counted of such packets: one side of a ledger row.
struct EspSide {
  std::optional<std::uint64_t> before, after;  ///< encrypted and left; inbound: arrived, decrypted
  std::map<std::string, std::uint64_t> dropped;  ///< by cause; outside of XFRM by drop reason
  std::uint64_t dropped_on_arrival = 0;          ///< of them: between `before` and `after`
  SequenceCount numbers_before, numbers_after;
  /// Whether packets passed when counting began, or ended: some may have been on their way then.
  bool cut_off_at_begin = false, cut_off_at_end = false;

  /// Takes the other one's counts of what the two have in common.
  void add_drops(const EspSide& other);
};

using EspSides = std::map<EspSideKey, EspSide>;

/// Reads the last PacketsCounted of each kind, all PacketDropped and all ESP freed of a session.
/// Rows that belong together are put together:
/// - states without a source address take packets from everybody; where only one peer sent any,
///   what they decrypted and dropped was that peer's;
/// - where the datapath rewrites outer addresses between XFRM and the uplink, and probes show from
///   which to which, the side bears the addresses on the wire.
[[nodiscard]] EspSides read_sides(const NodeSession& session);

/// Whether nothing was missed in the whole session.
[[nodiscard]] bool saw_everything(const NodeSession& session);

}  // namespace canary
