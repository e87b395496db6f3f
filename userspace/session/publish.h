// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "cli/exit_status.h"
#include "model/verdict.h"
#include "session/report_files.h"

namespace canary {

/// Prints the report for people (to stderr where stdout is for a file of `files`), writes those
/// that were asked for, and tells the exit status.
[[nodiscard]] Result<ExitStatus> publish(const Judgement& judgement, const ReportFiles& files);

}  // namespace canary
