// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <string>
#include <vector>

#include "peers/peer_list.h"

namespace canary::testing {

inline std::vector<std::string> names(const std::vector<PeerSpec>& peers) {
  std::vector<std::string> names;
  names.reserve(peers.size());
  for (const PeerSpec& peer : peers) names.push_back(peer.name);
  return names;
}

}  // namespace canary::testing
