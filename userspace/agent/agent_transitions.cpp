// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_transitions.h"

#include <fmt/format.h>

#include <utility>

namespace canary {

std::vector<Observed> AgentTransitions::take(const AgentPoll& poll, Instant asked) {
  switch (poll.state) {
    case AgentState::Ready:
      timed_out_before_ = false;
      return take_ready(poll, asked);
    case AgentState::NotReady:
      timed_out_before_ = false;
      return take_not_ready(poll, asked);
    case AgentState::TimedOut:
      if (known_ != Known::NotReady && !std::exchange(timed_out_before_, true)) return {};
      return take_not_ready(poll, asked);
  }
  return {};
}

std::vector<Observed> AgentTransitions::take_ready(const AgentPoll& poll, Instant asked) {
  const Instant before = std::exchange(last_ready_, asked);
  const auto version_before = version_;
  if (poll.version) version_ = poll.version;
  switch (std::exchange(known_, Known::Ready)) {
    case Known::Nothing:
      return {AgentSeen{poll.version}};
    case Known::NotReady:
      return {AgentReady{poll.version, last_not_ready_}};
    case Known::Ready:
      break;
  }
  if (!poll.version || !version_before || *poll.version == *version_before) return {};
  return {AgentGone{fmt::format("restarted between two polls: version {} became {}",
                                *version_before, *poll.version)},
          AgentReady{poll.version, before}};
}

std::vector<Observed> AgentTransitions::take_not_ready(const AgentPoll& poll, Instant asked) {
  last_not_ready_ = asked;
  switch (std::exchange(known_, Known::NotReady)) {
    case Known::Nothing:
      return {AgentGone{"absent since start: " + poll.reason}};
    case Known::Ready:
      return {AgentGone{poll.reason}};
    case Known::NotReady:
      break;
  }
  return {};
}

}  // namespace canary
