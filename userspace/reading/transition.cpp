// SPDX-License-Identifier: Apache-2.0
#include "reading/transition.h"

#include "reading/session_span.h"

namespace canary {

Transition find_transition(const Seen& seen) {
  Transition transition;
  std::optional<std::string> version;
  for (const auto* told : seen.by_time<AgentSeen, AgentGone, AgentReady>()) {
    if (const auto* first = std::get_if<AgentSeen>(&told->what)) {
      version = first->version;
    } else if (const auto* ready = std::get_if<AgentReady>(&told->what)) {
      version = ready->version;
      transition.ready = told->at;
      transition.last_not_ready = ready->last_not_ready;
      transition.version_after = version;
    } else {
      transition = {told->at, std::nullopt, std::nullopt, version, std::nullopt};
    }
  }
  if (!transition.gone && !transition.ready) transition.version_before = version;
  return transition;
}

std::optional<Instant> ready_of(const Seen& seen, const Transition& transition) {
  const auto& header = seen.header();
  if (header.told_to) return transition.ready;  // its start says nothing
  if (header.criteria.after_upgrade || header.agent_kind == "none") return first_path_added(seen);
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
