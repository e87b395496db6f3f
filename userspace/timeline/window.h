// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/span.h"
#include "timeline/timeline.h"

namespace canary {

/// What one node saw between two moments, as a session of its own that began and ended then. What
/// holds from before is carried in: paths, hooks, whether the agent is up, states and policies;
/// running totals are told less what they were. What passed at the edges is seen from one side
/// only, as at the edges of any session: a probe that was not answered yet is pending, and a ledger
/// row tells of packets that the other node's window does not hold as unwatched.
///
///   session   |------------- from ------------- to -------|
///   window          carried in | told as it was | SessionEnded
[[nodiscard]] NodeTimeline cut_to(const NodeTimeline& session, const Span& window);

}  // namespace canary
