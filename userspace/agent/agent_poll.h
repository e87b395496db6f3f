// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/connection.h"

namespace canary {

enum class AgentState : std::uint8_t { Ready, NotReady, TimedOut };

/// What one question to the agent brought.
struct AgentPoll {
  AgentState state = AgentState::NotReady;
  std::optional<std::string> version{};  ///< where a ready agent tells it
  std::string reason{};                  ///< why it is not ready: "connection refused", "HTTP 503"
  bool operator==(const AgentPoll&) const = default;

  static AgentPoll ready(std::optional<std::string> version = {}) {
    return {AgentState::Ready, std::move(version), {}};
  }
  static AgentPoll not_ready(std::string reason) {
    return {AgentState::NotReady, {}, std::move(reason)};
  }
  static AgentPoll timed_out(std::string reason) {
    return {AgentState::TimedOut, {}, std::move(reason)};
  }
  static AgentPoll failed(const ConnectionFailure& failure) {
    return failure.timed_out ? timed_out(failure.reason) : not_ready(failure.reason);
  }
};

}  // namespace canary
