// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/history.h"

namespace canary::simulation {

/// When a node's agent was seen to go and to be ready again, by true time.
struct AgentPolls {
  Instant first;
  std::optional<Instant> gone, ready;
  Instant last_not_ready;  ///< where there is `ready`: the poll before
};

[[nodiscard]] AgentPolls agent_polls(const SimulatedNode& node, Duration every);

}  // namespace canary::simulation
