// SPDX-License-Identifier: Apache-2.0
#include "simulation/told_header.h"

#include <set>

#include "simulation/node_identity.h"

namespace canary::simulation {

SessionHeader header_of(const History& history, std::size_t node) {
  const NodeIdentity own = identity_of(node, history.family);
  SessionHeader header;
  header.node = own.name;
  header.kernel = "6.12.0-simulated";
  header.agent_kind = "cilium";
  header.criteria = history.criteria;
  header.local_addresses = {own.pod, own.node};
  if (history.protects) header.protects = {host_prefix(own.pod)};
  std::set<std::size_t> known;
  for (const SimulatedPath& path : history.paths) {
    if (path.local == node) known.insert(path.remote);
    if (path.remote == node) known.insert(path.local);
  }
  for (const std::size_t other : known) {
    const NodeIdentity peer = identity_of(other, history.family);
    header.peers.push_back({peer.name, {peer.pod, peer.node}, {}});
    if (history.protects) header.peers.back().protects = {host_prefix(peer.pod)};
  }
  return header;
}

}  // namespace canary::simulation
