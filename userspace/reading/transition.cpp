// SPDX-License-Identifier: Apache-2.0
#include "reading/transition.h"

#include <algorithm>
#include <vector>

#include "reading/session_span.h"

namespace canary {
namespace {

std::vector<const Observation*> agent_observations_by_time(const NodeTimeline& session) {
  std::vector<const Observation*> agent;
  for (const auto& seen : session.observations)
    if (std::holds_alternative<AgentSeen>(seen.what) ||
        std::holds_alternative<AgentGone>(seen.what) ||
        std::holds_alternative<AgentReady>(seen.what))
      agent.push_back(&seen);
  std::ranges::stable_sort(agent, {}, &Observation::at);
  return agent;
}

}  // namespace

Transition find_transition(const NodeTimeline& session) {
  Transition transition;
  std::optional<std::string> version;
  for (const auto* seen : agent_observations_by_time(session)) {
    if (const auto* first = std::get_if<AgentSeen>(&seen->what)) {
      version = first->version;
    } else if (const auto* ready = std::get_if<AgentReady>(&seen->what)) {
      version = ready->version;
      transition.ready = seen->at;
      transition.last_not_ready = ready->last_not_ready;
      transition.version_after = version;
    } else {
      transition = {seen->at, std::nullopt, std::nullopt, version, std::nullopt};
    }
  }
  if (!transition.gone && !transition.ready) transition.version_before = version;
  return transition;
}

std::optional<Instant> ready_of(const NodeTimeline& session, const Transition& transition) {
  const auto& header = session.header;
  if (header.told_to) return transition.ready;  // its start says nothing
  if (header.criteria.after_upgrade || header.agent_kind == "none")
    return first_path_added(session);
  return transition.ready;
}

AgentReport report_agent(const SessionHeader& header, const Transition& transition,
                         std::optional<Instant> ready) {
  AgentReport report{header.node,      header.agent_kind,         transition.gone,
                     transition.ready, transition.version_before, transition.version_after};
  if (ready) report.may_recover = {*ready, *ready + header.criteria.recover_within};
  return report;
}

}  // namespace canary
