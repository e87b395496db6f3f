// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "simulation/dice.h"
#include "simulation/history.h"
#include "simulation/node_identity.h"
#include "simulation/observer.h"
#include "simulation/packet.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// Of packets on their way out of a node.
inline constexpr std::uint32_t kMarkOut = 0x3e00;

/// Lets packets die of the history's faults, writes down why, and shows it to those who look. All
/// that it is made of must live longer.
class FaultsAtWork {
 public:
  FaultsAtWork(const History& history, Dice& dice, const std::vector<NodeIdentity>& identities,
               std::vector<Observer>& observers, Truth& truth)
      : history_(history),
        dice_(dice),
        identities_(identities),
        observers_(observers),
        truth_(truth) {}

  // Each tells whether the packet met such a fault and died: dropped by XFRM, freed outside of it,
  // or without a sign.
  bool drop(FaultKind kind, const Packet& packet, Instant at);
  bool free(FaultKind kind, const Packet& packet, Instant at);
  bool swallow(FaultKind kind, const Packet& packet, Instant at);

  /// A copy of what was accepted before does not die by that.
  void refuse_replay(const Packet& packet, Instant at, bool is_copy);

 private:
  /// Source and destination of a packet, as they are to be read.
  [[nodiscard]] std::pair<IpAddress, IpAddress> ends_of(const Packet& packet, bool encrypted) const;
  [[nodiscard]] const Fault* taken_by(FaultKind kind, const Packet& packet, Instant at);
  void die(const Packet& packet, Instant at, FaultKind kind, bool nameless = false);
  void show_drop(const Packet& packet, Instant at, std::string_view cause, const Fault* fault);

  const History& history_;
  Dice& dice_;
  const std::vector<NodeIdentity>& identities_;
  std::vector<Observer>& observers_;
  Truth& truth_;
};

}  // namespace canary::simulation
