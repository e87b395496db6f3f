// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "daemon/probed_peers.h"
#include "model/observation.h"
#include "model/path.h"
#include "model/peer.h"
#include "model/session_header.h"
#include "watch/peer_finder.h"

namespace canary {

/// Who is probed: the configured peers, which stay until the configuration is read again, and the
/// found ones (of a file, of DNS), which come and go. Knows their addresses and paths. Pure.
class PeerRoster {
 public:
  /// `own` is this node. The paths to `configured` are probed already, and announced with added().
  PeerRoster(NodeName own, std::vector<PeerSpec> configured);

  /// Returns which paths have to go and to come; those that go are forgotten here.
  [[nodiscard]] ProbedPeers::Change set_configured(std::vector<PeerSpec> peers);
  [[nodiscard]] ProbedPeers::Change set_found(std::vector<PeerSpec> peers);
  /// Takes note of a path that is probed from now on.
  void added(const PathAdded& path);

  /// Returns the paths that this event makes suspicious (watch/peer_finder.h).
  [[nodiscard]] std::set<Ssid> suspects(const Observed& what) const {
    return finder_.suspects(what);
  }
  /// The configured peers first.
  [[nodiscard]] const std::vector<PeerAddresses>& peers() const { return peers_; }
  [[nodiscard]] const std::map<Ssid, Path>& paths() const { return paths_; }
  [[nodiscard]] std::size_t configured() const { return configured_.size(); }

 private:
  [[nodiscard]] ProbedPeers::Change update();

  NodeName own_;
  std::vector<PeerSpec> configured_, found_;
  std::vector<PeerAddresses> peers_;  ///< of both
  ProbedPeers probed_;
  PeerFinder finder_;
  std::map<Ssid, Path> paths_;
};

}  // namespace canary
