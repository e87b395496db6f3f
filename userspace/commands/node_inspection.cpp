// SPDX-License-Identifier: Apache-2.0
#include "commands/node_inspection.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <thread>
#include <utility>

#include "base/scoped_netns.h"
#include "kernel/xfrm_tables_reader.h"

namespace canary {
namespace {

bool has_refused(const XfrmState& state) {
  return state.integrity_failed > 0 || state.replayed > 0 || state.outside_window > 0;
}

}  // namespace

Result<Inspection> inspect_node(const NodeName& node, const std::string& node_netns,
                                const std::vector<PeerSpec>& peers) {
  const auto entered = ScopedNetns::enter(node_netns);
  if (!entered) return std::unexpected(entered.error());
  auto tables = read_xfrm_tables();
  if (!tables) return std::unexpected(tables.error());
  auto local = read_local_addresses();
  if (!local) return std::unexpected(local.error());
  NodeFacts facts{node, std::move(*local), {}, std::time(nullptr)};
  // Where packets were refused, a second look tells whether they still are.
  if (std::ranges::any_of(tables->states, has_refused)) {
    facts.earlier = std::move(tables->states);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    tables = read_xfrm_tables();
    if (!tables) return std::unexpected(tables.error());
  }
  for (const PeerSpec& peer : peers)
    for (const auto* addresses : {&peer.probed, &peer.control})
      for (const IpAddress& address : *addresses) facts.peers.emplace(address, peer.name);
  return inspect(std::move(*tables), std::move(facts));
}

}  // namespace canary
