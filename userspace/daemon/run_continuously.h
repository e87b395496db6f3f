// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.h"
#include "daemon/run_options.h"

namespace canary {

/// `xfrm-canary run`: probes, answers, watches, and judges each transition of the agent, until
/// SIGTERM. What it finds goes to stderr, a line each, and to HTTP clients.
[[nodiscard]] Result<ExitStatus> run_continuously(const RunOptions& options);

}  // namespace canary
