// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.h"
#include "cli/options.h"

namespace canary {

/// `explain CAUSE`, or `explain`, which lists what can be explained.
[[nodiscard]] Result<ExitStatus> run_explain(const ExplainOptions& options);

}  // namespace canary
