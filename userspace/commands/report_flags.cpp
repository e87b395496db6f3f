// SPDX-License-Identifier: Apache-2.0
#include "commands/report_flags.h"

#include <CLI/CLI.hpp>

namespace canary {

void add_report_flags(CLI::App& app, ReportFiles& files) {
  app.add_option("--json", files.json, "write the JSON report here; -: stdout")->type_name("FILE");
  app.add_option("--html", files.html, "write the HTML report here; -: stdout")->type_name("FILE");
}

Result<void> check_report_files(const ReportFiles& files) {
  if (files.json == "-" && files.html == "-")
    return usage_error("--json and --html: only one of them can go to stdout");
  return {};
}

}  // namespace canary
