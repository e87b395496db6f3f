// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.h"
#include "cli/options.h"

namespace canary {

/// `preflight`: exit code 1 where the upgrade is known to break traffic, or where the node's states
/// and policies are wrong already; 4 where that cannot be told: versions beyond what is known, a
/// downgrade, minor releases that are skipped, conditions that nobody can check here.
[[nodiscard]] Result<ExitStatus> run_preflight(const PreflightOptions& options);

}  // namespace canary
