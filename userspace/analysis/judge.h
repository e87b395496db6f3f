// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/verdict.h"
#include "timeline/timeline.h"

namespace canary {

/// What the evidence of one or several nodes comes to. Pure: the same timeline gives the same
/// judgement, live or replayed; criteria come from the headers. Takes time in proportion to the
/// number of observations (times its logarithm). Evidence that cannot be true beside the others is
/// refused and told of (refusal.h). Times of all nodes are told by the clock of the first one, as
/// far as they can be compared.
[[nodiscard]] Judgement judge(const Timeline& timeline);

}  // namespace canary
