// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "agent/agent_poll.h"

namespace canary {

/// Reads a StatusResponse of Cilium's API. Ready where .cilium.state is "Ok" or "Disabled", exactly
/// as the agent's own /healthz on port 9879 decides it and Kubernetes therefore sees it; "Warning"
/// (stale probes, no Kubernetes API) is not ready there, so it is not here. The version is the
/// first word of .cilium.msg: "1.13.1 (v1.13.1-a6be57eb80)".
[[nodiscard]] AgentPoll read_cilium_health(std::string_view json);

}  // namespace canary
