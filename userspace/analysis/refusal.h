// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "clocks/clock_bounds.h"
#include "model/finding.h"
#include "timeline/seen.h"

namespace canary {

/// The recordings that may be judged together, and those that may not.
struct AcceptedEvidence {
  std::vector<Seen> nodes;               ///< in the order of the timeline
  std::vector<ClockEvidence> clocks;     ///< of each of them; of one alone nothing is read
  std::vector<RefusedEvidence> refused;  ///< with those that were refused before
};

/// Refuses the second recording of a node; one whose node the others know by other addresses; and
/// one whose times contradict those of the others beyond any offset of clocks. Where two contradict
/// each other, the one that contradicts more of the others is refused, else the later one: at least
/// one is kept.
[[nodiscard]] AcceptedEvidence accept_evidence(const Timeline& timeline);

/// `evidence-refused` (Warning), one for each.
[[nodiscard]] std::vector<Finding> find_refusals(const std::vector<RefusedEvidence>& refused);

}  // namespace canary
