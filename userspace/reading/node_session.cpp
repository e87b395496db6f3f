// SPDX-License-Identifier: Apache-2.0
#include "reading/node_session.h"

#include <algorithm>

#include "clocks/clock_turn.h"
#include "reading/session_span.h"

namespace canary {
namespace {

/// Whether a probe came in time is a matter of its own node's clock alone.
std::vector<PathProbes> join_and_turn(const Seen& recorded, const NodeClock& clock) {
  auto paths = join_probes(recorded);
  if (!clock.differs()) return paths;
  for (auto& path : paths)
    for (auto& probe : path.probes) probe.sent = clock.map.to_ours(probe.sent);
  return paths;
}

}  // namespace

NodeSession::NodeSession(const NodeTimeline& recorded)
    : NodeSession(Seen(recorded), {recorded.header.node, recorded.header.node, {}, {}}) {}

NodeSession::NodeSession(Seen recorded, NodeClock its_clock)
    : clock(std::move(its_clock)),
      paths(join_and_turn(recorded, clock)),
      turned(clock.differs() ? std::make_unique<NodeTimeline>(turn(recorded.session(), clock.map))
                             : nullptr),
      seen(turned ? Seen(*turned) : std::move(recorded)),
      span(session_span(seen)),
      transition(find_transition(seen)),
      ready(ready_of(seen, transition)),
      sight(seen),
      ways_out(seen),
      account(account_for_drops(seen)) {}

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
      ready.of_agent = session->ready == session->transition.ready;
      const auto before = session->transition.last_not_ready;
      ready.earliest = ready.of_agent && before ? std::min(*before, *ready.at) : *ready.at;
    } else {
      ready.agent_down = ready.agent_down || session->transition.agent_is_down();
    }
  }
  if (ready.agent_down) return {.agent_down = true};
  return ready;
}

std::string_view words_of(const PathReady& ready) {
  return ready.of_agent ? "the agent was ready" : "the judged time began";
}

}  // namespace canary
