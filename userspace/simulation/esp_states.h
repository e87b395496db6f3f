// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "simulation/history.h"
#include "simulation/packet.h"

namespace canary::simulation {

/// The states from each node to each other one: what gives out ESP sequence numbers, and what
/// refuses those that it has seen.
class EspStates {
 public:
  explicit EspStates(const History& history) : history_(history) {}

  /// The name of the next packet.
  EspKey encrypt(std::size_t from, std::size_t to, Instant at);
  /// Notes whether anybody saw a packet get its name. Tells the packets that have a namesake which
  /// got its name unseen: this one, or the last one before it.
  std::vector<Packet> note_sighting(const Packet& packet, bool seen);
  /// Whether the state takes it; false for a replay.
  bool accept(std::size_t from, std::size_t to, Instant at, const EspKey& esp);

 private:
  struct State {
    std::uint32_t last = 0;
    std::set<std::uint32_t> unseen;            ///< sequences that were given so
    std::map<std::uint32_t, Packet> given;     ///< to whom last
    std::vector<bool> received;                ///< by sequence
    std::size_t restarted = 0, forgotten = 0;  ///< restarts that the two ends have behind them
  };
  [[nodiscard]] std::size_t restarts_until(std::size_t from, std::size_t to, Instant at,
                                           bool of_receiver) const;

  const History& history_;
  std::map<std::pair<std::size_t, std::size_t>, State> states_;
};

}  // namespace canary::simulation
