// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/history.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// How exactly the times of several nodes can be told by one clock, where no pause touches them:
/// half of a round trip, of which enough wait nowhere and take 50 ms at most, and the drift.
inline constexpr Duration kExact = std::chrono::milliseconds{60};
/// How long machines stood still that touches `span`: from the last round trip before until the
/// first one behind. Times within may be off by so much, and it is missing from what passed.
[[nodiscard]] Duration stood_still(const History& history, const Span& span);

/// Verdicts may go either way where a moment is as near to a limit as times are known.
[[nodiscard]] Duration tolerance_between(const History& history, Instant from, Instant to);

/// Whether the nodes of a path could see, as the history has it.
class WhatWasSeen {
 public:
  explicit WhatWasSeen(const History& history) : history_(history) {}

  /// Whether everything was there to tell where this probe died. Each exception has its reason.
  [[nodiscard]] bool fate(const SimulatedPath& path, const ProbeTruth& probe) const;
  /// Whether a node's kernel evidence has a gap in `span`.
  [[nodiscard]] bool gap(const SimulatedNode& node, const Span& span) const {
    return hook_gap(node, span) || events_lost(node, span);
  }
  /// Whether one of its hooks saw nothing then; and whether some of what hooks saw was lost.
  [[nodiscard]] bool hook_gap(const SimulatedNode& node, const Span& span) const;
  [[nodiscard]] bool events_lost(const SimulatedNode& node, const Span& span) const;
  /// Whether a hook that a verdict rests on saw nothing in the whole session.
  [[nodiscard]] bool hook_missing(const SimulatedNode& node) const;

 private:
  const History& history_;
};

}  // namespace canary::simulation
