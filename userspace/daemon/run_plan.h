// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "daemon/run_options.h"
#include "session/session_plan.h"

namespace canary {

/// Makes the plan of a verification one of a daemon: its probes leave in slots, and its kernel side
/// has room for peers that come later, of which nothing is known when it is attached.
[[nodiscard]] Result<void> plan_to_run_on(const RunOptions& options, SessionPlan& plan);

}  // namespace canary
