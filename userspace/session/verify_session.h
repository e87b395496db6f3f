// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "session/verify_options.h"

namespace canary {

/// `xfrm-canary verify`: starts the stages, leads them through the phases of an upgrade, judges
/// what they saw and publishes the judgement.
[[nodiscard]] Result<ExitStatus> run_verify(const VerifyOptions& options);

}  // namespace canary
