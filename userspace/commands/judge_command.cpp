// SPDX-License-Identifier: Apache-2.0
#include "commands/judge_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "analysis/judge.h"
#include "commands/report_flags.h"
#include "session/publish.h"
#include "timeline/recordings.h"

namespace canary {
namespace {

void say(const std::string& sentence) { fmt::print(stderr, "xfrm-canary: {}\n", sentence); }

/// Where nothing is left to be judged.
Result<ExitStatus> refuse_all(const std::vector<RefusedEvidence>& refused) {
  for (std::size_t i = 0; i + 1 < refused.size(); ++i) say(refused[i].why);
  return usage_error(refused.back().why);
}

}  // namespace

JudgeCommand::JudgeCommand(CLI::App& app) {
  app.add_option("RECORDING", options_.recordings, "files that --record wrote")
      ->required()
      ->type_name("FILE");
  add_report_flags(app, options_.reports);
}

Result<JudgeOptions> JudgeCommand::options() const {
  if (auto held = check_report_files(options_.reports); !held) return std::unexpected(held.error());
  return options_;
}

Result<ExitStatus> JudgeCommand::run(const Words& /*given*/) {
  const auto options = this->options();
  if (!options) return std::unexpected(options.error());
  const auto timeline = read_recordings(options->recordings, say);
  if (!timeline) return std::unexpected(timeline.error());
  if (timeline->nodes.empty()) return refuse_all(timeline->refused);
  const Judgement judgement = judge(*timeline);
  for (const Finding& finding : judgement.findings)
    if (finding.kind == "evidence-refused") say(finding.summary);
  return publish(judgement, options->reports);
}

}  // namespace canary
