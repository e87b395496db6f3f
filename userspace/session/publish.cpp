// SPDX-License-Identifier: Apache-2.0
#include "session/publish.h"

#include "base/write_file.h"
#include "cli/text_output.h"
#include "report/html_report.h"
#include "report/json_report.h"
#include "report/text_report.h"

namespace canary {

Result<ExitStatus> publish(const Judgement& judgement, const ReportFiles& files) {
  const TextOutput people(files.html == "-" ? files.html : files.json);
  people.write(to_text_report(judgement, people.style()));
  if (!files.json.empty())
    if (auto written = write_file(files.json, to_json_report(judgement)); !written)
      return std::unexpected(written.error());
  if (!files.html.empty())
    if (auto written = write_file(files.html, to_html_report(judgement)); !written)
      return std::unexpected(written.error());
  return exit_status_of(judgement);
}

}  // namespace canary
