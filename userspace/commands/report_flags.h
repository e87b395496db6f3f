// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "session/report_files.h"

namespace CLI {
class App;
}

namespace canary {

/// Adds --json and --html to a command.
void add_report_flags(CLI::App& app, ReportFiles& files);

/// Refuses two reports that would both go to stdout.
[[nodiscard]] Result<void> check_report_files(const ReportFiles& files);

}  // namespace canary
