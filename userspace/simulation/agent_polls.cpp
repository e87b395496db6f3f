// SPDX-License-Identifier: Apache-2.0
#include "simulation/agent_polls.h"

#include <algorithm>

namespace canary::simulation {

AgentPolls agent_polls(const SimulatedNode& node, Duration every) {
  const Instant first = node.session.from + node.poll_phase;
  const auto next_poll = [&](Instant change) {
    return first +
           std::max<std::int64_t>(0, (change - first + every - Duration{1}) / every) * every;
  };
  AgentPolls polls{first, {}, {}};
  if (!node.agent_gone) return polls;
  polls.gone = std::max(next_poll(*node.agent_gone), first + every);
  if (*polls.gone >= node.session.to) return {first, {}, {}};
  if (!node.agent_ready) return polls;
  const Instant ready = std::max(next_poll(*node.agent_ready), *polls.gone + every);
  if (ready < node.session.to) polls.ready = ready;
  return polls;
}

}  // namespace canary::simulation
