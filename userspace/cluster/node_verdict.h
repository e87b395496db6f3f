// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/cluster_verdict.h"

namespace canary {

/// What was told, by whomever, before it is judged.
struct ClusterAnswers {
  std::vector<NodeVerdict> nodes;
  std::vector<MissingNode> missing;
};

/// From a status (schema xfrm-canary/status/1): the heavier of the verdicts on the last transition
/// and on now; inconclusive while a transition is open, or before anything was judged. A path on
/// which encrypted probes do not come back at the moment is not recovered, whatever was judged.
[[nodiscard]] Result<NodeVerdict> parse_node_verdict(std::string_view status);

/// The verdict and its reason become a node's where nothing heavier was said of it.
void take_heavier(NodeVerdict& node, Verdict verdict, const std::string& reason);

/// Pure. Nodes that others name as peers, but that are not among `nodes`, are missing.
[[nodiscard]] ClusterJudgement judge_cluster(std::vector<NodeVerdict> nodes,
                                             std::vector<MissingNode> missing);

}  // namespace canary
