// SPDX-License-Identifier: Apache-2.0
#include "daemon/peer_roster.h"

#include <algorithm>
#include <utility>

#include "session/session_plan.h"

namespace canary {

PeerRoster::PeerRoster(NodeName own, std::vector<PeerSpec> configured)
    : own_(std::move(own)), configured_(std::move(configured)) {
  for (const PeerSpec& peer : configured_) finder_.add(peers_.emplace_back(addresses_of(peer)));
}

ProbedPeers::Change PeerRoster::set_configured(std::vector<PeerSpec> peers) {
  configured_ = std::move(peers);
  return update();
}

ProbedPeers::Change PeerRoster::set_found(std::vector<PeerSpec> peers) {
  found_ = std::move(peers);
  return update();
}

void PeerRoster::added(const PathAdded& path) {
  paths_.insert_or_assign(path.ssid, Path{own_, path.remote, path.reflector.family, path.kind});
  probed_.added(path);
  finder_.add(path);
}

/// Those that are there no more go, those that are new come; all others are probed on.
ProbedPeers::Change PeerRoster::update() {
  std::vector<PeerSpec> all = configured_;
  all.insert(all.end(), found_.begin(), found_.end());
  ProbedPeers::Change change = probed_.change_to(all);
  for (const Ssid ssid : change.gone) paths_.erase(ssid);
  for (const PeerAddresses& peer : peers_)
    if (std::ranges::find(all, peer.name, &PeerSpec::name) == all.end()) finder_.remove(peer.name);
  peers_.clear();
  for (const PeerSpec& peer : all) finder_.add(peers_.emplace_back(addresses_of(peer)));
  return change;
}

}  // namespace canary
