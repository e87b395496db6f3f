// SPDX-License-Identifier: Apache-2.0
#include "session/publish.h"

#include "base/write_file.h"
#include "report/json_report.h"
#include "report/text_report.h"
#include "session/people_output.h"

namespace canary {

Result<ExitStatus> publish(const Judgement& judgement, const std::string& json_file) {
  const PeopleOutput people(json_file);
  people.write(to_text_report(judgement, people.style()));
  if (!json_file.empty())
    if (auto written = write_file(json_file, to_json_report(judgement)); !written)
      return std::unexpected(written.error());
  return exit_status_of(judgement);
}

}  // namespace canary
