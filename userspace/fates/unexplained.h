// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/lost_probe.h"
#include "timeline/timeline.h"

namespace canary {

/// The lost probes of a node whose fate its own evidence does not tell, by path and time of
/// sending: what its peers are to be asked about.
[[nodiscard]] std::vector<LostProbe> find_unexplained(const NodeTimeline& recorded);

}  // namespace canary
