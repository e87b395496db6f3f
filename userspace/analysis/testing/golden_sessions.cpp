// SPDX-License-Identifier: Apache-2.0
#include "analysis/testing/golden_sessions.h"

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum CounterStage;
using testing::TimelineBuilder;

/// Ten probes a second; gone at 0.5 s, ready at 1 s, which leaves one second to recover.
TimelineBuilder quick_upgrade(NodeName node, NodeName peer) {
  TimelineBuilder builder(std::move(node));
  auto criteria = TimelineBuilder::default_criteria();
  criteria.settle = criteria.recover_within = 1s;
  builder.criteria(criteria).peer(std::move(peer));
  return builder.agent_seen("1.13.0").agent_gone(500ms).agent_ready(1s);
}

/// 1.13.0 -> 1.13.1 on ENI: the stale policy encrypts to addresses that are no node's.
Timeline silent_eni() {
  auto a = quick_upgrade("node-a", "node-b").answered(1, 7).lost(8, 24);
  a.outer("0.0.0.0", "10.0.0.0");
  for (std::uint32_t i = 8; i <= 24; ++i) a.encrypted(i).freed_esp("NOT_SPECIFIED", i);
  a.control_peer("node-b").answered(1, 24).counted(Encrypted, "0.0.0.0", "10.0.0.0", 17);
  return a.timeline();
}

/// Neither node has a state for what the other sends, until both run 1.13.2.
Timeline no_states(bool second_node_follows) {
  const std::uint32_t last_lost = second_node_follows ? 12 : 24;
  auto a = quick_upgrade("node-a", "node-b").answered(1, 7).lost(8, last_lost);
  TimelineBuilder b("node-b");
  b.criteria(a.build().header.criteria).agent_seen("1.13.0");
  if (second_node_follows) b.agent_gone(800ms).agent_ready(1200ms);
  b.peer("node-a").answered(1, 7).lost(8, last_lost);
  for (auto* node : {&a, &b}) {
    for (auto i = 8u; i <= last_lost; ++i) node->encrypted(i).left_uplink(i);
    if (second_node_follows) node->answered(last_lost + 1, 24);
  }
  a.probed_by("node-b");
  b.probed_by("node-a");
  for (auto* node : {&a, &b})
    for (auto i = 8u; i <= last_lost; ++i) node->dropped_esp("XfrmInNoStates", i);
  return together(a, b);
}

/// 1.13.2 in cluster-pool: blocked until the endpoint's program is reloaded.
Timeline policy_block() {
  auto a = quick_upgrade("node-a", "node-b").answered(1, 7).lost(8, 11).answered(12, 24);
  for (std::uint32_t i = 8; i <= 11; ++i) a.dropped("XfrmOutPolBlock", i);
  return a.timeline();
}

Timeline wire_loss() {
  auto a = quick_upgrade("node-a", "node-b").answered(1, 15).lost(16, 16).answered(17, 24);
  a.encrypted(16).left_uplink(16);
  auto b = quick_upgrade("node-b", "node-a").answered(1, 24);
  b.probed_by("node-a").arrived(15);
  return together(a, b);
}

Timeline leak() {
  auto a = quick_upgrade("node-a", "node-b").answered(1, 24).left_in_clear(8).left_in_clear(9);
  return a.plaintext("node-b", 5, 900ms).timeline();
}

Timeline blind() {
  auto a = quick_upgrade("node-a", "node-b").answered(1, 7).lost(8, 11).answered(12, 24);
  a.hook_detached("tc_egress eth0", 1200ms).hook_attached("tc_egress eth0", 1400ms);
  return a.timeline();
}

Timeline zero_peers() {
  TimelineBuilder a("node-a");
  return a.after_upgrade().ends(3s).timeline();
}

}  // namespace

std::vector<GoldenSession> golden_sessions() {
  return {{"silent-eni", silent_eni()}, {"half-upgraded", no_states(false)},
          {"rolling", no_states(true)}, {"policy-block-recovered", policy_block()},
          {"wire-loss", wire_loss()},   {"leak", leak()},
          {"blind-span", blind()},      {"zero-peers", zero_peers()}};
}

std::string test_name_of(const GoldenSession& golden_session) {
  auto name = golden_session.name;
  std::erase(name, '-');
  return name;
}

}  // namespace canary
