// SPDX-License-Identifier: Apache-2.0
// What nodes count of packets in the clear, and what is true of them.
#pragma once

#include <vector>

#include "simulation/history.h"
#include "simulation/observer.h"
#include "simulation/packet.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// What a packet in the clear is: a probe (no kind), or of a flow.
struct ClearThing {
  std::size_t from = 0, to = 0;
  std::optional<FlowKind> flow;
  bool of_nodes = false;       ///< from node to node; else from pod to pod
  bool authenticated = false;  ///< behind AH
  bool is_reply = false;       ///< of a probe
};

/// Lets a node count a packet that passes, and notes that in the truth. `noticed`: an observation
/// of its own told it as a probe of an encrypted path, which is known as a leak without counters.
void count_clear(const History& history, std::vector<Observer>& observers, Truth& truth,
                 const ClearThing& thing, ClearWay way, Hook hook, Instant at,
                 bool noticed = false);

/// Plays all flows of a history.
void play_flows(const History& history, std::vector<Observer>& observers, Truth& truth);

}  // namespace canary::simulation
