// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "clocks/node_clocks.h"
#include "reading/probe_results.h"
#include "reading/sight.h"
#include "reading/transition.h"
#include "reading/ways_out.h"
#include "reading/xfrm_accounting.h"

namespace canary {

/// One node's session with all that is read off it alone, in the times of the clock that is common
/// to all sessions. Points into the recording, which must live longer.
struct NodeSession {
  /// Takes the recording's times as they are.
  explicit NodeSession(const NodeTimeline& recorded);
  NodeSession(Seen recorded, NodeClock its_clock);

  NodeClock clock;
  std::vector<PathProbes> paths;
  std::unique_ptr<const NodeTimeline> turned;  ///< null where the recording's times are common ones
  Seen seen;
  Span span;
  Transition transition;
  std::optional<Instant> ready;  ///< see ready_of()
  Sight sight;
  WaysOut ways_out;
  XfrmAccount account;

  [[nodiscard]] const SessionHeader& header() const { return seen.header(); }
  [[nodiscard]] const NodeName& node() const { return seen.node(); }
  [[nodiscard]] const Criteria& criteria() const { return seen.header().criteria; }
};

/// The session of `node`; null where it did not record.
[[nodiscard]] const NodeSession* find_session(std::span<const NodeSession> sessions,
                                              const NodeName& node);

/// When both ends of a path are ready: the later of the two, as far as they recorded. Absent while
/// one of those that recorded is down, or where no transition was seen at either end.
struct PathReady {
  std::optional<Instant> at{};
  Instant earliest{};     ///< true readiness lies between this and `at`; of a poll, the one before
  bool of_agent = false;  ///< an agent got ready at `at`; else, if any, the judged time began there
  bool agent_down = false;  ///< an end's agent went and has not come back
};
[[nodiscard]] PathReady ready_of_path(std::span<const NodeSession> sessions, const NodeName& local,
                                      const NodeName& remote);

/// Writes "the agent was ready" or "the judged time began"; behind "after", "before" or "since".
[[nodiscard]] std::string_view words_of(const PathReady& ready);

}  // namespace canary
