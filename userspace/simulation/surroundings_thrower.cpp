// SPDX-License-Identifier: Apache-2.0
#include "simulation/surroundings_thrower.h"

#include <algorithm>
#include <utility>

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

/// Makes other numbers of a seed than the thrower of faults.
constexpr std::uint64_t kOther = 0x5eed'0f'5a11;
/// Session ids of control paths, behind those of all encrypted ones of a node.
constexpr Ssid kControlSsids = 100;

}  // namespace

SurroundingsThrower::SurroundingsThrower(std::uint64_t seed) : dice_(seed ^ kOther) {}

void SurroundingsThrower::add_control_paths(History& history) {
  if (!dice_.one_in(3)) return;
  history.encrypts_nodes = dice_.one_in(4);
  const auto encrypted = history.paths;
  for (SimulatedPath path : encrypted) {
    if (dice_.one_in(5)) continue;
    path.kind = PathKind::Control;
    path.ssid = static_cast<Ssid>(path.ssid + kControlSsids);
    path.first = path.first + dice_.between(1us, 50ms);
    history.paths.push_back(path);
  }
}

void SurroundingsThrower::add_others(History& history, Instant last_probe) {
  history.protects = dice_.one_in(6);
  history.policies_marked = dice_.one_in(2);
  const bool stands_still = std::ranges::any_of(
      history.nodes, [](const SimulatedNode& node) { return !node.clock.pauses.empty(); });
  for (SimulatedNode& node : history.nodes) {
    node.tells_tables = !dice_.one_in(3);
    if (dice_.one_in(4)) node.policies_flushed = dice_.between(kStart + 500ms, last_probe);
    if (dice_.one_in(6)) add_second_uplink(node, last_probe, !stands_still);
  }
  if (dice_.one_in(3)) add_leak(history, last_probe);
  for (auto detours = dice_.between(1, 3); detours > 0; --detours) add_detour(history, last_probe);
  if (dice_.one_in(3))
    for (auto flows = dice_.between(1, 3); flows > 0; --flows) add_flow(history, last_probe);
}

/// Left out: one that appears where a machine stands still, which tells both by its own clock.
void SurroundingsThrower::add_second_uplink(SimulatedNode& node, Instant last_probe,
                                            bool may_appear) {
  SecondUplink uplink{node.session.from, node.session.from, !dice_.one_in(3)};
  if (may_appear && dice_.one_in(2)) {
    uplink.appears = dice_.between(kStart + 500ms, last_probe);
    uplink.noticed = uplink.appears + dice_.between(1ms, 200ms);
    if (uplink.watched)
      for (const Hook hook : {Hook::SecondEgress, Hook::SecondIngress})
        node.blind.push_back({BlindKind::Detached, hook, {uplink.appears, uplink.noticed}, 1});
  }
  node.second_uplink = uplink;
}

void SurroundingsThrower::add_leak(History& history, Instant last_probe) {
  const auto& path = history.paths[dice_.below(history.paths.size())];
  Leak leak{path.local, path.remote, span_before(last_probe)};
  if (dice_.one_in(2)) std::swap(leak.from, leak.to);
  if (dice_.one_in(4)) leak.one_in = static_cast<std::uint32_t>(dice_.between(2, 20));
  leak.authenticated = dice_.one_in(5);
  history.leaks.push_back(leak);
}

/// Of those that have a second uplink; of others it changes nothing.
void SurroundingsThrower::add_detour(History& history, Instant last_probe) {
  const auto& path = history.paths[dice_.below(history.paths.size())];
  Detour detour{path.local, path.remote, span_before(last_probe)};
  if (dice_.one_in(2)) std::swap(detour.from, detour.to);
  if (!history.nodes[detour.from].second_uplink) return;
  history.detours.push_back(detour);
}

void SurroundingsThrower::add_flow(History& history, Instant last_probe) {
  const auto& path = history.paths[dice_.below(history.paths.size())];
  ClearFlow flow{path.local,
                 path.remote,
                 static_cast<FlowKind>(dice_.below(kFlowKinds)),
                 dice_.between(kStart + 50ms, last_probe),
                 dice_.between(1ms, Duration{300ms}),
                 static_cast<std::uint32_t>(dice_.between(1, 30))};
  if (dice_.one_in(2)) std::swap(flow.from, flow.to);
  history.flows.push_back(flow);
}

Span SurroundingsThrower::span_before(Instant last_probe) {
  const Instant from = dice_.between(kStart + 300ms, last_probe);
  return {from, dice_.one_in(3) ? last_probe + 1h : from + dice_.between(50ms, Duration{2s})};
}

}  // namespace canary::simulation
