// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "model/observation.h"
#include "model/peer.h"
#include "probe/prober.h"

namespace canary {

/// Knows which paths are probed, and finds out what has to change where peers come and go. Pure.
class ProbedPeers {
 public:
  /// Takes note of a path that is probed from now on.
  void added(const PathAdded& path);

  struct Change {
    std::vector<Ssid> gone;         ///< to be probed no more, and forgotten here
    std::vector<ProbeTarget> come;  ///< to be probed from now on
  };
  /// Finds out what has to change for exactly these peers to be probed.
  [[nodiscard]] Change change_to(const std::vector<PeerSpec>& peers);

 private:
  using Key = std::tuple<NodeName, PathKind, IpAddress>;
  std::map<Key, Ssid> paths_;
};

}  // namespace canary
