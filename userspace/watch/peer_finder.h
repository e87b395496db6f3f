// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "model/observation.h"
#include "model/session_header.h"

namespace canary {

/// Finds the paths that an address concerns: those to the node that has it, or whose prefix it lies
/// in.
class PeerFinder {
 public:
  void add(const PeerAddresses& peer);
  /// Adds a path to a peer that was added before.
  void add(const PathAdded& path);
  void remove(const NodeName& peer);

  /// Returns the paths that this event makes suspicious: those to nodes whose packets were dropped,
  /// or whose states or policies went.
  [[nodiscard]] std::set<Ssid> suspects(const Observed& what) const;

 private:
  void find(const IpAddress& address, std::set<Ssid>& suspects) const;

  std::map<IpPrefix, NodeName> owners_;
  std::set<std::pair<Family, std::uint8_t>> lengths_;  ///< of all prefixes
  std::map<NodeName, std::vector<Ssid>> paths_;
};

}  // namespace canary
