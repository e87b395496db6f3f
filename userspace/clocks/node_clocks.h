// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "clocks/clock_bounds.h"

namespace canary {

/// Two recordings' clocks beside each other.
struct ClockRelation {
  enum class Trouble {
    None,
    Contradiction,   ///< no offset explains when the two saw the same packets
    RanBack,         ///< their recording's clock, beside ours
    TheirReflector,  ///< tells times that contradict when its probes were sent and answered
    OurReflector,
  };

  ClockMap map;  ///< from theirs to ours; without points where nothing tells, or with trouble
  Trouble trouble = Trouble::None;
  ClockComparison compared;  ///< what the trouble was seen in
};

/// Prefers what both kernels saw, which is told by the recordings' own clocks. What reflectors told
/// is taken where there is no such thing and where it agrees both ways.
[[nodiscard]] ClockRelation relate(const ClockEvidence& ours, const ClockEvidence& theirs);

/// How a node's clock stands to the one by which times are told.
struct NodeClock {
  NodeName node;
  /// The first of the nodes that can be compared with this one, directly or through others. Itself
  /// where it is that one, or where it can be compared with nobody.
  NodeName against;
  ClockMap map;  ///< from the node's times to those of `against`
  /// How wrong each step of the comparison is, by the times of `against`: from this node to the
  /// one that it was compared with, and so on. Nodes that come over the same others share steps.
  std::vector<std::shared_ptr<const ClockMap>> steps;

  /// Whether its times must be turned.
  [[nodiscard]] bool differs() const;
};

/// How wrong the two may be beside each other at that time: what both were led over counts for
/// neither. Both must be against the same node.
[[nodiscard]] Duration error_between(const NodeClock& a, const NodeClock& b, Instant at);

/// Whether the two were compared both before and after that time: outside of it one may have stood
/// still, and no packet told. Both must be against the same node.
[[nodiscard]] bool compared_around(const NodeClock& a, const NodeClock& b, Instant at);

/// One for each of `nodes`, in their order. Goes over as few nodes as possible.
[[nodiscard]] std::vector<NodeClock> common_clocks(std::span<const ClockEvidence> nodes);

}  // namespace canary
