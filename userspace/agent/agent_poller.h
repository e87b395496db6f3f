// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/agent.h"
#include "agent/agent_poll.h"
#include "base/time.h"

namespace canary {

/// Asks one agent, again and again, and remembers what it needs for that. Blocks for at most
/// `limit` a time. A HttpAgent is asked from the calling thread's network namespace.
class AgentPoller {
 public:
  AgentPoller(AgentSpec spec, Duration limit) : spec_(std::move(spec)), limit_(limit) {}

  [[nodiscard]] AgentPoll poll();

 private:
  [[nodiscard]] AgentPoll ask(const CiliumAgent& agent);
  [[nodiscard]] AgentPoll ask(const HttpAgent& agent) const;
  [[nodiscard]] AgentPoll ask(const ExecAgent& agent) const;
  [[nodiscard]] AgentPoll ask(const FileAgent& agent) const;
  [[nodiscard]] AgentPoll ask(const ViciAgent& agent) const;
  [[nodiscard]] AgentPoll ask(const PlutoAgent& agent) const;
  [[nodiscard]] AgentPoll ask(const SystemdAgent& agent) const;
  [[nodiscard]] AgentPoll ask(const NoAgent& agent) const;

  AgentSpec spec_;
  Duration limit_;
  /// Cilium: since it became ready, the full status was asked for the version that the brief one
  /// did not tell.
  bool asked_in_full_ = false;
  std::optional<std::string> version_in_full_;
};

}  // namespace canary
