// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "session/reflect_options.h"

namespace canary {

/// `xfrm-canary reflect`: answers probes until it is told to stop.
[[nodiscard]] Result<ExitStatus> run_reflect(const ReflectOptions& options);

}  // namespace canary
