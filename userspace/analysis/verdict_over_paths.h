// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <utility>

#include "model/verdict.h"

namespace canary {

/// The verdict over all paths and why: that of the heaviest encrypted path. Control paths are no
/// part of it, nor are paths that came too late, unless all did. Without an encrypted path it is
/// inconclusive.
[[nodiscard]] std::pair<Verdict, std::string> judge_together(std::span<const PathJudgement> paths);

/// Where an outage of an encrypted path and one of a control path between the same nodes overlap,
/// the encrypted path's reason says whether that clears IPsec: only where the control path's lost
/// probes were seen unencrypted. Its verdict stays.
void add_what_control_paths_tell(std::span<PathJudgement> paths);

}  // namespace canary
