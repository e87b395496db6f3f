// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/dice.h"
#include "simulation/history.h"

namespace canary::simulation {

/// What histories may hold.
struct Variety {
  bool many_nodes = true;    ///< else two
  bool drift = true;         ///< of clocks
  bool pauses = true;        ///< of machines and their clocks
  bool disorder = true;      ///< packets that overtake, come twice or wait
  bool surroundings = true;  ///< control paths, leaks, other clear traffic, second uplinks
};

/// Throws a history: mostly two or three nodes for some seconds, and now and then up to 200.
[[nodiscard]] History throw_history(std::uint64_t seed, const Variety& variety = {});

}  // namespace canary::simulation
