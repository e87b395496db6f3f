// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/agent_poll.h"
#include "base/time.h"
#include "model/observation.h"

namespace canary {

/// Makes AgentSeen, AgentGone and AgentReady out of polls. Pure.
///
/// An agent that was never seen is gone since the first poll that failed ("absent since start").
/// One poll that timed out is no evidence: a busy agent may answer late. A second one in a row is.
/// A ready agent with another version than a moment ago was restarted between two polls.
class AgentTransitions {
 public:
  /// `asked` is when the poll was sent. What is returned was observed when its answer came.
  std::vector<Observed> take(const AgentPoll& poll, Instant asked);

 private:
  enum class Known : std::uint8_t { Nothing, Ready, NotReady };
  std::vector<Observed> take_ready(const AgentPoll& poll, Instant asked);
  std::vector<Observed> take_not_ready(const AgentPoll& poll, Instant asked);

  Known known_ = Known::Nothing;
  bool timed_out_before_ = false;
  std::optional<std::string> version_;
  Instant last_ready_;      ///< when the last successful poll was sent
  Instant last_not_ready_;  ///< when the last unsuccessful poll was sent
};

}  // namespace canary
