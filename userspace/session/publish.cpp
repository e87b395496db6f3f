// SPDX-License-Identifier: Apache-2.0
#include "session/publish.h"

#include "cli/text_output.h"
#include "report/html_report.h"
#include "report/json_report.h"
#include "report/text_report.h"

namespace canary {

Result<ExitStatus> publish(const Judgement& judgement, const ReportFiles& files) {
  const TextOutput people(files.html == "-" ? files.html : files.json);
  const auto written = write_reports(people, to_text_report(judgement, people.style()),
                                     {{files.json, [&] { return to_json_report(judgement); }},
                                      {files.html, [&] { return to_html_report(judgement); }}});
  if (!written) return std::unexpected(written.error());
  return exit_status_of(judgement);
}

}  // namespace canary
