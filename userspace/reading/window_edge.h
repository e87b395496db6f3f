// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "model/span.h"
#include "timeline/timeline.h"

namespace canary {

/// The how manieth transition of the agent, from 1: it begins five seconds before the agent goes,
/// and ends when its settle time and the deadline of its last probe are over, or the agent goes
/// again.
struct TransitionNumber {
  std::size_t number = 1;
  bool operator==(const TransitionNumber&) const = default;
};

/// Where a window of a recording begins or ends: so long after the recording began, at a moment, or
/// with a transition.
using WindowEdge = std::variant<Duration, Instant, TransitionNumber>;

/// Parses "+12s", "2026-11-22T22:15:00Z" and "2".
[[nodiscard]] Result<WindowEdge> parse_window_edge(std::string_view text);

/// The part of all recordings between two edges (timeline/window.h), by the clock of the first one:
/// those of other nodes are cut where their clocks showed as much, as far as that is known. An edge
/// that is not given is the recording's own. A usage error where nothing would be left.
[[nodiscard]] Result<Timeline> cut_to(const Timeline& timeline,
                                      const std::optional<WindowEdge>& since,
                                      const std::optional<WindowEdge>& until);

}  // namespace canary
