// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <map>

#include "model/path.h"

namespace canary {

/// Peers that are cut off, each with how many encrypted paths to it are out.
using CutOffPeers = std::map<NodeName, std::size_t>;

/// Tells which pairs of nodes are broken now: one series for each peer that is cut off, and none
/// for others. So that one node's outage does not make a series for each of thousands of peers,
/// the names are bounded; both ends of a pair tell the same `pair`.
class UnreachablePeers {
 public:
  static constexpr std::size_t kMostNamed = 20;

  /// `local` is the node that probes.
  UnreachablePeers(NodeName local, prometheus::Registry& registry);

  /// Takes all that are cut off. Who is named stays named while it is.
  void set(const CutOffPeers& peers);

 private:
  void name(const NodeName& peer);

  const NodeName local_;
  prometheus::Family<prometheus::Gauge>& series_;
  std::map<NodeName, prometheus::Gauge*> named_;
};

}  // namespace canary
