// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/dice.h"
#include "simulation/history.h"

namespace canary::simulation {

/// Throws what is around encrypted paths. It has dice of its own, so that a seed's other faults do
/// not depend on it.
class SurroundingsThrower {
 public:
  explicit SurroundingsThrower(std::uint64_t seed);

  /// Control paths beside some of the paths.
  void add_control_paths(History& history);
  /// Second uplinks, leaks, what is sent in the clear on purpose, and policies that tell it apart.
  /// To be called when sessions have their length.
  void add_others(History& history, Instant last_probe);

 private:
  void add_second_uplink(SimulatedNode& node, Instant last_probe, bool may_appear);
  void add_leak(History& history, Instant last_probe);
  void add_detour(History& history, Instant last_probe);
  void add_flow(History& history, Instant last_probe);
  [[nodiscard]] Span span_before(Instant last_probe);

  Dice dice_;
};

}  // namespace canary::simulation
