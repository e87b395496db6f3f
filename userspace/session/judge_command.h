// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "cli/options.h"

namespace canary {

/// `xfrm-canary judge`: reads recordings, of one node or of several, and judges them as verify did.
[[nodiscard]] Result<ExitStatus> run_judge(const JudgeOptions& options);

}  // namespace canary
