// SPDX-License-Identifier: Apache-2.0
#include "simulation/clear_truth.h"

#include <algorithm>

#include "simulation/node_identity.h"
#include "simulation/told_tables.h"
#include "simulation/uplinks.h"

namespace canary::simulation {
namespace {

constexpr std::uint64_t kBytesInClear = 100;

ClearKind kind_of(const ClearThing& thing, ClearWay way) {
  constexpr std::uint16_t kProbes = 862, kIke = 500;
  ClearKind kind{way, kTcp, {}, {}, 0, thing.authenticated};
  if (!thing.flow) {
    kind.protocol = kUdp;
    (thing.is_reply ? kind.source_port : kind.destination_port) = kProbes;
  } else if (*thing.flow == FlowKind::Ike) {
    kind.protocol = kUdp;
    kind.source_port = kind.destination_port = kIke;
  } else if (*thing.flow == FlowKind::ThroughHole) {
    kind.destination_port = kHolePort;
  } else if (*thing.flow == FlowKind::AuthenticatedByPod) {
    kind.destination_port = kAuthenticatedPort;
  }
  return kind;
}

/// By docs/verdicts.md, of the tables in told_tables.h.
ClearWord word_of(const History& history, const ClearThing& thing) {
  if (thing.of_nodes)
    return thing.flow == FlowKind::Ike ? ClearWord::Permitted : ClearWord::NotDemanded;
  if (history.protects) return ClearWord::Leaked;
  if (thing.flow == FlowKind::ThroughHole) return ClearWord::Permitted;
  if (thing.flow == FlowKind::AuthenticatedByPod) return ClearWord::Authenticated;
  return ClearWord::Leaked;
}

/// Whether somebody asks this node about packets between such addresses.
bool is_asked(const History& history, const SimulatedNode& node, const ClearThing& thing) {
  return node.tells_tables || (history.protects && !thing.of_nodes);
}

ClearThing thing_of(const ClearFlow& flow) {
  const bool of_nodes = flow.kind == FlowKind::OfNodes || flow.kind == FlowKind::Ike;
  return {flow.from, flow.to, flow.kind, of_nodes, flow.kind == FlowKind::AuthenticatedByPod};
}

}  // namespace

void count_clear(const History& history, std::vector<Observer>& observers, Truth& truth,
                 const ClearThing& thing, ClearWay way, Hook hook, Instant at, bool noticed) {
  const bool left = way == ClearWay::Left;
  const std::size_t here = left ? thing.from : thing.to, there = left ? thing.to : thing.from;
  const auto from = identity_of(thing.from, history.family),
             to = identity_of(thing.to, history.family);
  const bool counted = is_asked(history, history.nodes[here], thing)
                           ? observers[here].count_clear(at, hook,
                                                         {thing.of_nodes ? from.node : from.pod,
                                                          thing.of_nodes ? to.node : to.pod, 1,
                                                          kBytesInClear, kind_of(thing, way)})
                           : noticed;
  if (counted) ++truth.clear[{here, way, there, word_of(history, thing)}];
}

void play_flows(const History& history, std::vector<Observer>& observers, Truth& truth) {
  for (const ClearFlow& flow : history.flows) {
    const ClearThing thing = thing_of(flow);
    for (std::uint32_t packet = 0; packet < flow.packets; ++packet) {
      const auto &from = history.nodes[flow.from], &to = history.nodes[flow.to];
      const Instant at = from.clock.when_awake(flow.first + packet * flow.every);
      const bool detoured = takes_detour(history, flow.from, flow.to, at);
      count_clear(history, observers, truth, thing, ClearWay::Left, egress_of(from, detoured, at),
                  at);
      const Instant there = to.clock.when_awake(at + history.wire.delay);
      count_clear(history, observers, truth, thing, ClearWay::Came, ingress_of(to, detoured, there),
                  there);
    }
  }
}

}  // namespace canary::simulation
