// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "clocks/clock_offset.h"
#include "timeline/seen.h"

namespace canary {

struct HashOfProbe {
  std::size_t operator()(const ProbeKey& key) const;
};

/// A probe of the recording's own node.
struct OwnProbe {
  ProbeKey key;
  Instant sent;
  std::optional<Instant> answered;                            ///< the first reply
  std::optional<Instant> reflector_received, reflector_sent;  ///< by the reflector's clock
};

/// A probe of another node, as this node's kernel saw it come and its reply leave.
struct PassingProbe {
  std::optional<Instant> arrived, reply_left;  ///< the first of each
  bool ambiguous = false;                      ///< another session of that node used the same name
};

/// What one recording tells of clocks.
struct ClockEvidence {
  NodeName node;
  std::map<NodeName, std::vector<OwnProbe>> own;  ///< by the node that is probed
  std::unordered_map<ProbeKey, PassingProbe, HashOfProbe> passing;
};

[[nodiscard]] ClockEvidence read_clock_evidence(const Seen& seen);

/// Bounds, and how many pairs of packets gave none since a reply seems to have left before its
/// request came.
struct PacketTimes {
  std::vector<ClockBound> bounds;
  std::uint64_t impossible_replies = 0;
};

/// Bounds of `theirs` against `ours`.
struct BoundsBetween {
  /// Times of what both nodes saw: these are the clocks of the recordings.
  PacketTimes recorded;
  /// Times that the reflectors told. Theirs is the recording's clock where one process does both.
  PacketTimes told_by_them, told_by_us;
};

[[nodiscard]] BoundsBetween bounds_between(const ClockEvidence& ours, const ClockEvidence& theirs);

}  // namespace canary
