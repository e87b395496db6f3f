// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "agent/agent.h"
#include "kernel/kernel_features.h"
#include "session/evidence_service.h"
#include "session/session_plan.h"
#include "session/verify_options.h"

namespace canary {

/// What the command line names that has to be read: found usable before anything else is done.
struct SessionInputs {
  AgentSpec agent;
  std::optional<EvidenceSecrets> secrets;  ///< nothing where peers are not asked
};

[[nodiscard]] Result<SessionInputs> read_session_inputs(const VerifyOptions& options);

/// What the stages are started with.
struct Preparation {
  SessionInputs inputs;
  KernelFeatures features;
  BootClock clock;
  SessionPlan plan;
};

/// Looks at this kernel and at the routes to the peers.
[[nodiscard]] Result<Preparation> prepare(const VerifyOptions& options, SessionInputs inputs);

}  // namespace canary
