// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"
#include "cli/exit_status.h"
#include "model/verdict.h"

namespace canary {

/// Prints the report for people (to stderr where stdout is for machines), writes the JSON report to
/// `json_file` ("-": stdout, empty: none), and tells the exit status.
[[nodiscard]] Result<ExitStatus> publish(const Judgement& judgement, const std::string& json_file);

}  // namespace canary
