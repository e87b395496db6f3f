// SPDX-License-Identifier: Apache-2.0
#include "daemon/probed_peers.h"

#include "session/session_plan.h"

namespace canary {

void ProbedPeers::added(const PathAdded& path) {
  paths_.insert_or_assign({path.remote, path.kind, path.reflector}, path.ssid);
}

ProbedPeers::Change ProbedPeers::change_to(const std::vector<PeerSpec>& peers) {
  std::map<Key, ProbeTarget> wanted;
  for (const PeerSpec& peer : peers)
    for (const ProbeTarget& target : targets_of(peer))
      wanted.emplace(Key{target.remote, target.kind, target.reflector}, target);
  Change change;
  std::erase_if(paths_, [&](const auto& path) {
    if (wanted.erase(path.first) != 0) return false;
    change.gone.push_back(path.second);
    return true;
  });
  for (auto& [key, target] : wanted) change.come.push_back(std::move(target));
  return change;
}

}  // namespace canary
