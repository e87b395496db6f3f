// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/path.h"
#include "model/span.h"
#include "model/uplinks_found.h"

namespace canary {

/// A time in which a node could not see something.
struct BlindSpan {
  NodeName node;
  std::string what;  ///< "tc ingress on eth0 detached", "events lost", "prober stalled"
  Span span;
  bool operator==(const BlindSpan&) const = default;
};

/// When a hook was attached, and whether it ran.
struct HookReport {
  NodeName node;
  std::string name;
  std::string mode;  ///< "fentry", "kprobe", "tcx", "clsact", ...
  std::vector<Span> attached;
  std::uint64_t runs = 0;  ///< how often it was seen to run; 0 proves nothing about drops
  bool told = false;       ///< it ran, whatever `runs` says: it told what only it can see
  bool operator==(const HookReport&) const = default;
};

/// Through which devices packets left a node when it was told last, and which were watched.
struct UplinkReport {
  NodeName node;
  UplinksFound uplinks;
  bool operator==(const UplinkReport&) const = default;
};

/// How a node's clock was told apart from the one by which the times of a report are told.
struct ClockReport {
  NodeName node;
  NodeName against;
  /// Of the node's clock less that of `against`, at the beginning and at the end. Absent where
  /// nothing tells: the node's times are taken as they are.
  std::optional<std::pair<Duration, Duration>> offset;
  Duration error{};  ///< at the worst time
  bool operator==(const ClockReport&) const = default;
};

/// How well the nodes could see.
struct ObserverReport {
  std::string kernel;  ///< uname -r; several nodes joined by ", "
  std::vector<HookReport> hooks;
  std::vector<UplinkReport> uplinks;  ///< of the nodes that told
  std::uint64_t events_lost = 0;
  std::vector<BlindSpan> blind_spans;
  /// Per node and cause: how much the kernel's own /proc/net/xfrm_stat rose.
  std::map<NodeName, std::map<std::string, std::uint64_t>> xfrm_stat_delta;
  std::vector<ClockReport> clocks;  ///< of all nodes but the first; empty with one node
  bool operator==(const ObserverReport&) const = default;
};

}  // namespace canary
