// SPDX-License-Identifier: Apache-2.0
#include "simulation/told_tables.h"

#include "simulation/node_identity.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kEsp = 50, kAh = 51;
constexpr std::uint32_t kBefore = 50, kUsual = 100;
constexpr Mark kTunnelMark{0x3e00, 0xff00};

/// What policies of both directions say alike.
struct Wish {
  IpAddress ours, theirs;
  std::uint8_t protocol = 0;     ///< 0: any
  std::uint16_t port = 0;        ///< of the destination; 0: any
  std::uint8_t template_of = 0;  ///< protocol; 0: allowed without
  std::uint32_t priority = kUsual;
  Mark mark;
};

XfrmPolicy to_policy(const Wish& wish, PolicyDirection direction) {
  XfrmPolicy policy;
  const bool out = direction == PolicyDirection::Out;
  policy.source = host_prefix(out ? wish.ours : wish.theirs);
  policy.destination = host_prefix(out ? wish.theirs : wish.ours);
  policy.protocol = wish.protocol;
  if (wish.port != 0) policy.destination_port = {wish.port, 0xffff};
  policy.direction = direction;
  policy.priority = wish.priority;
  policy.mark = wish.mark;
  if (wish.template_of != 0) policy.templates.emplace_back().protocol = wish.template_of;
  return policy;
}

XfrmState state_between(const IpAddress& source, const IpAddress& destination) {
  XfrmState state;
  state.source = source;
  state.destination = destination;
  state.spi = 3;
  return state;
}

std::vector<Wish> wishes_of(const History& history, const NodeIdentity& own,
                            const NodeIdentity& peer) {
  const Mark mark = history.policies_marked ? kTunnelMark : Mark{};
  return {{own.pod, peer.pod, kTcp, kHolePort, 0, kBefore, {}},
          {own.pod, peer.pod, kTcp, kAuthenticatedPort, kAh, kBefore, {}},
          {own.pod, peer.pod, 0, 0, kEsp, kUsual, mark},
          {own.node, peer.node, kUdp, kOverlayPort, kEsp, kUsual, {}}};
}

}  // namespace

void tell_tables(const History& history, std::size_t node, Observer& observer) {
  const SimulatedNode& simulated = history.nodes[node];
  if (!simulated.tells_tables) return;
  const NodeIdentity own = identity_of(node, history.family);
  StatesSeen states;
  PoliciesSeen policies;
  for (std::size_t other = 0; other < history.nodes.size(); ++other) {
    if (other == node) continue;
    const NodeIdentity peer = identity_of(other, history.family);
    for (const auto& [ours, theirs] :
         {std::pair(own.tunnel, peer.tunnel), std::pair(own.node, peer.node)}) {
      states.states.push_back(state_between(ours, theirs));
      states.states.push_back(state_between(theirs, ours));
    }
    for (const Wish& wish : wishes_of(history, own, peer))
      for (const auto direction :
           {PolicyDirection::Out, PolicyDirection::In, PolicyDirection::Forward})
        policies.policies.push_back(to_policy(wish, direction));
  }
  const Instant start = simulated.session.from;
  observer.tell(start, std::move(states));
  observer.tell(start + 1us, std::move(policies));
  observer.tell(start + 2us, XfrmTablesListed{{own.node, own.tunnel}});
  if (simulated.policies_flushed) observer.tell(*simulated.policies_flushed, PoliciesFlushed{});
}

}  // namespace canary::simulation
