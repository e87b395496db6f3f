// SPDX-License-Identifier: Apache-2.0
// For tests only: histories of two nodes that are upgraded, and what the referee says of them.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "analysis/judge.h"
#include "simulation/referee.h"
#include "simulation/world.h"

namespace canary::simulation {

inline SimulatedNode upgraded_node() {
  using namespace std::chrono_literals;
  SimulatedNode node;
  node.clock.set = kStart;
  node.session = {kStart, kStart + 7s};
  node.agent_gone = kStart + 1s;
  node.agent_ready = kStart + 2s;
  return node;
}

/// Nodes 0 and 1 probe each other 60 times.
inline History upgraded_pair() {
  using namespace std::chrono_literals;
  History history;
  history.criteria = usual_criteria();
  history.nodes = {upgraded_node(), upgraded_node()};
  history.nodes[1].clock.offset = 3s;
  history.nodes[1].watches_pods = true;
  history.paths = {{0, 1, 1, kStart + 50ms, 60}, {1, 0, 1, kStart + 80ms, 60}};
  history.wire.delay = 100us;
  return history;
}

/// What the referee says of a judgement, which may be spoiled before.
inline std::vector<std::string> violations_of(const History& history,
                                              const std::function<void(Judgement&)>& spoil = {}) {
  const auto played = play(history);
  auto judgement = judge(played.timeline);
  if (spoil) spoil(judgement);
  return find_violations(history, played.truth, judgement);
}

inline auto says(const char* words) { return ::testing::Contains(::testing::HasSubstr(words)); }

}  // namespace canary::simulation
