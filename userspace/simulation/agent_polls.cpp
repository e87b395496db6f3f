// SPDX-License-Identifier: Apache-2.0
#include "simulation/agent_polls.h"

namespace canary::simulation {

AgentPolls agent_polls(const SimulatedNode& node, Duration every) {
  // By the node's own time, which does not pass while it stands still.
  const Instant first = node.session.from + node.poll_phase;
  const auto at = [&](std::int64_t poll) { return node.clock.after_pauses(first + poll * every); };
  std::int64_t poll = 0;
  AgentPolls polls;
  polls.first = at(poll);
  if (!node.agent_gone) return polls;
  do ++poll;
  while (at(poll) < *node.agent_gone);
  if (at(poll) >= node.session.to) return polls;
  polls.gone = at(poll);
  if (!node.agent_ready) return polls;
  do ++poll;
  while (at(poll) < *node.agent_ready);
  if (at(poll) >= node.session.to) return polls;
  polls.last_not_ready = at(poll - 1);
  polls.ready = at(poll);
  return polls;
}

}  // namespace canary::simulation
