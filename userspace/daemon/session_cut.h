// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "timeline/rolling_timeline.h"
#include "watch/transition_watch.h"

namespace canary {

/// The session that a transition is judged as: all since it began, ended now.
[[nodiscard]] NodeTimeline cut_transition(const RollingTimeline& remembered,
                                          const TransitionWatch::Over& over, Instant now);

/// Tells whether so much of the transition is forgotten that not even the agent's going is in it.
[[nodiscard]] bool beginning_is_forgotten(const NodeTimeline& cut,
                                          const TransitionWatch::Over& over, Duration baseline);

/// The session that `verify --after` would judge now: the time since every path was probed often
/// enough.
[[nodiscard]] NodeTimeline cut_now(const RollingTimeline& remembered, Instant now);

}  // namespace canary
