// SPDX-License-Identifier: Apache-2.0
// By which device packets leave and come, and who looks there.
#pragma once

#include <vector>

#include "simulation/history.h"
#include "simulation/observer.h"
#include "simulation/packet.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// Whether what leaves then goes by second uplinks.
[[nodiscard]] bool takes_detour(const History& history, std::size_t from, std::size_t to,
                                Instant at);
/// The hook that a packet meets on its way out of, or into a node.
[[nodiscard]] Hook egress_of(const SimulatedNode& sender, bool detoured, Instant at);
[[nodiscard]] Hook ingress_of(const SimulatedNode& receiver, bool detoured, Instant at);
/// The index of the device that such a hook is on.
[[nodiscard]] std::uint32_t device_of(Hook hook);
/// Whether the device of this hook is none that its node watches, noticed or not.
[[nodiscard]] bool is_unwatched(const SimulatedNode& node, Hook hook);

/// Shows packets to the uplinks' hooks, and notes in the truth what they saw. All that it is made
/// of must live longer.
class Uplinks {
 public:
  Uplinks(const History& history, std::vector<Observer>& observers, Truth& truth)
      : history_(history), observers_(observers), truth_(truth) {}

  /// A state has taken the packet; `seen`: that was told.
  void note_encrypted(const Packet& packet, Instant at, bool seen);
  void leave(const Packet& packet, Instant at, const IpAddress& from, const IpAddress& to);
  /// At the receiver's uplink, readable: decrypted, or it never was anything else.
  void come(const Packet& packet, Instant at);

 private:
  LegTruth& truth_of(const Packet& packet);
  void note_seen_encrypted(const Packet& packet, std::size_t node, bool seen);
  void note_clear(const Packet& packet, Instant at, bool seen, ClearWay way, Hook hook);

  const History& history_;
  std::vector<Observer>& observers_;
  Truth& truth_;
};

}  // namespace canary::simulation
