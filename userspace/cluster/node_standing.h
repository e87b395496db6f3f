// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/cluster_verdict.h"

namespace canary {

/// From a status (schema xfrm-canary/status/1): the heavier of the verdicts on the last transition
/// and on now; inconclusive while a transition is open, or before anything was judged. A path on
/// which encrypted probes do not come back at the moment is not recovered, whatever was judged.
[[nodiscard]] Result<NodeStanding> parse_standing(std::string_view status);

/// Pure. Nodes that others name as peers, but that are not among `nodes`, are missing.
[[nodiscard]] ClusterJudgement judge_cluster(std::vector<NodeStanding> nodes,
                                             std::vector<MissingNode> missing);

}  // namespace canary
