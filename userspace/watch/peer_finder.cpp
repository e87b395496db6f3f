// SPDX-License-Identifier: Apache-2.0
#include "watch/peer_finder.h"

namespace canary {
void PeerFinder::add(const PeerAddresses& peer) {
  std::vector<IpPrefix> prefixes = peer.protects;
  for (const IpAddress& address : peer.addresses) prefixes.push_back(host_prefix(address));
  for (const IpPrefix& prefix : prefixes) {
    owners_.insert_or_assign(prefix, peer.name);
    lengths_.emplace(prefix.address.family, prefix.length);
  }
}

void PeerFinder::add(const PathAdded& path) { paths_[path.remote].push_back(path.ssid); }

void PeerFinder::remove(const NodeName& peer) {
  std::erase_if(owners_, [&](const auto& owner) { return owner.second == peer; });
  paths_.erase(peer);
}

void PeerFinder::find(const IpAddress& address, std::set<Ssid>& suspects) const {
  for (const auto& [family, length] : lengths_) {
    if (family != address.family) continue;
    const auto owner = owners_.find(shortened(host_prefix(address), length));
    if (owner == owners_.end()) continue;
    const auto paths = paths_.find(owner->second);
    if (paths != paths_.end()) suspects.insert(paths->second.begin(), paths->second.end());
  }
}

std::set<Ssid> PeerFinder::suspects(const Observed& what) const {
  std::set<Ssid> found;
  if (const auto* drop = std::get_if<PacketDropped>(&what)) {
    if (drop->source) find(*drop->source, found);
    if (drop->destination) find(*drop->destination, found);
  } else if (const auto* states = std::get_if<StatesSeen>(&what)) {
    if (states->event != EntryEvent::Deleted && states->event != EntryEvent::Expired) return found;
    for (const XfrmState& state : states->states) {
      find(state.source, found);
      find(state.destination, found);
    }
  } else if (const auto* policies = std::get_if<PoliciesSeen>(&what)) {
    if (policies->event != EntryEvent::Deleted && policies->event != EntryEvent::Expired)
      return found;
    for (const XfrmPolicy& policy : policies->policies) {
      find(policy.source.address, found);
      find(policy.destination.address, found);
    }
  } else if (std::holds_alternative<StatesFlushed>(what) ||
             std::holds_alternative<PoliciesFlushed>(what)) {
    for (const auto& [peer, paths] : paths_) found.insert(paths.begin(), paths.end());
  }
  return found;
}

}  // namespace canary
