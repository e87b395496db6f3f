// SPDX-License-Identifier: Apache-2.0
#include "commands/explain_command.h"

#include <CLI/CLI.hpp>
#include <span>

#include "base/write_file.h"
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
  std::span<const CauseGuide> guides = cause_guides();
  std::string text;
  if (options_.cause.empty()) {
    text = to_text_cause_list(people.style());
  } else {
    const auto guide = find_cause_guide(options_.cause);
    if (!guide) return std::unexpected(guide.error());
    guides = {*guide, 1};
    text = to_text_explanation(**guide, people.style());
  }
  people.write(text);
  if (!options_.json_file.empty())
    if (auto written = write_file(options_.json_file, to_json_explanation(guides)); !written)
      return std::unexpected(written.error());
  return ExitStatus::Fine;
}

}  // namespace canary
