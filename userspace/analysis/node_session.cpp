// SPDX-License-Identifier: Apache-2.0
#include "analysis/node_session.h"

#include <algorithm>

#include "analysis/session_span.h"

namespace canary {

NodeSession::NodeSession(const NodeTimeline& recorded)
    : timeline(&recorded),
      span(session_span(recorded)),
      transition(find_transition(recorded)),
      ready(ready_of(recorded.header, transition)),
      sight(recorded),
      account(account_for_drops(recorded)),
      paths(join_probes(recorded)) {}

const NodeSession* find_session(std::span<const NodeSession> sessions, const NodeName& node) {
  const auto found = std::ranges::find(sessions, node, &NodeSession::node);
  return found == sessions.end() ? nullptr : &*found;
}

PathReady ready_of_path(std::span<const NodeSession> sessions, const NodeName& local,
                        const NodeName& remote) {
  PathReady ready;
  for (const auto& node : {local, remote}) {
    const auto* session = find_session(sessions, node);
    if (session == nullptr) continue;
    if (session->ready) {
      if (ready.at && *session->ready <= *ready.at) continue;
      ready.at = session->ready;
      const bool polled = session->ready == session->transition.ready;
      const auto before = session->transition.last_not_ready;
      ready.earliest = polled && before ? std::min(*before, *ready.at) : *ready.at;
    } else {
      ready.agent_down = ready.agent_down || session->transition.agent_is_down();
    }
  }
  if (ready.agent_down) ready.at.reset();
  return ready;
}

}  // namespace canary
