// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/verdict.h"
#include "reading/node_session.h"

namespace canary {

/// Whether the path worked when the first agent of its ends went: broken where the last
/// `clean_probes` before were all lost.
[[nodiscard]] BeforeState find_before(std::span<const NodeSession> sessions,
                                      const NodeSession& session, const PathProbes& path);

/// What that adds to a verdict, as the end of its reason; empty where it adds nothing.
[[nodiscard]] std::string before_words(BeforeState before, Verdict verdict,
                                       const ProbeCounts& probes);

/// `broken-before` (Warning): what a transition found broken, with what it mended of that and what
/// it broke besides. Encrypted paths only; none where nothing was broken before.
[[nodiscard]] std::vector<Finding> find_broken_before(std::span<const PathJudgement> paths);

}  // namespace canary
