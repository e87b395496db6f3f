// SPDX-License-Identifier: Apache-2.0
#include "session/preparation.h"

#include <string>
#include <utility>

namespace canary {

Result<SessionInputs> read_session_inputs(const VerifyOptions& options) {
  auto agent = parse_agent_spec(options.agent);
  if (!agent) return std::unexpected(agent.error());
  auto secrets = read_evidence_secrets(options.evidence);
  if (!secrets) return std::unexpected(secrets.error());
  return SessionInputs{*std::move(agent), *std::move(secrets)};
}

Result<Preparation> prepare(const VerifyOptions& options, SessionInputs inputs) {
  auto features = force_off(detect_kernel_features(), options.without);
  if (!features) return std::unexpected(features.error());
  const BootClock clock = BootClock::measure();
  auto plan = plan_session(options, std::string(kind_of(inputs.agent)), features->release, clock);
  if (!plan) return std::unexpected(plan.error());
  return Preparation{std::move(inputs), *std::move(features), clock, *std::move(plan)};
}

}  // namespace canary
