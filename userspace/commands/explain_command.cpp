// SPDX-License-Identifier: Apache-2.0
#include "commands/explain_command.h"

#include <CLI/CLI.hpp>
#include <span>

#include "advice/find_drop_cause.h"
#include "cli/text_output.h"
#include "report/explanation_report.h"

namespace canary {

ExplainCommand::ExplainCommand(CLI::App& app) {
  app.add_option("CAUSE", options_.cause, "as in /proc/net/xfrm_stat; none: lists all")
      ->type_name("");
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout")->type_name("FILE");
}

Result<ExitStatus> ExplainCommand::run(const Words& /*given*/) {
  const TextOutput people(options_.json_file);
  std::span<const DropCauseInfo> causes = known_drop_causes();
  TerminalText text;
  if (options_.cause.empty()) {
    text = to_text_cause_list(people.style());
  } else {
    const auto cause = find_drop_cause(options_.cause);
    if (!cause) return std::unexpected(cause.error());
    causes = {*cause, 1};
    text = to_text_explanation(**cause, people.style());
  }
  const auto written = write_reports(
      people, text, {{options_.json_file, [&] { return to_json_explanation(causes); }}});
  if (!written) return std::unexpected(written.error());
  return ExitStatus::Fine;
}

}  // namespace canary
