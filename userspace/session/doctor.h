// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "cli/options.h"

namespace canary {

/// `xfrm-canary doctor`: what this kernel offers, which mode was chosen for each hook and why, as
/// text and JSON. Attaches nothing. Environment (3) where verify could not attach everything.
[[nodiscard]] Result<ExitStatus> run_doctor(const DoctorOptions& options);

}  // namespace canary
