// SPDX-License-Identifier: Apache-2.0
#include "metrics/unreachable_peers.h"

#include <algorithm>
#include <utility>

namespace canary {

UnreachablePeers::UnreachablePeers(NodeName local, prometheus::Registry& registry)
    : local_(std::move(local)),
      series_(prometheus::BuildGauge()
                  .Name("xfrm_canary_peer_unreachable")
                  .Help("1 for peers whose encrypted path is in an outage now, the first 20.")
                  .Register(registry)) {}

void UnreachablePeers::set(const CutOffPeers& peers) {
  std::erase_if(named_, [&](const auto& entry) {
    if (peers.contains(entry.first)) return false;
    series_.Remove(entry.second);
    return true;
  });
  const std::size_t wanted = std::min(kMostNamed, peers.size());
  for (auto peer = peers.begin(); named_.size() < wanted; ++peer)
    if (!named_.contains(peer->first)) name(peer->first);
}

void UnreachablePeers::name(const NodeName& peer) {
  const auto [first, second] = std::minmax(local_, peer);
  prometheus::Gauge& gauge = series_.Add({{"peer", peer}, {"pair", first + " <-> " + second}});
  gauge.Set(1);
  named_.emplace(peer, &gauge);
}

}  // namespace canary
