// SPDX-License-Identifier: Apache-2.0
#include "commands/judge_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <tuple>
#include <utility>

#include "analysis/judge.h"
#include "base/memory.h"
#include "base/terminal_text.h"
#include "commands/report_flags.h"
#include "session/publish.h"
#include "timeline/recordings.h"

namespace canary {
namespace {

/// Where nothing is left to be judged.
Result<ExitStatus> refuse_all(const std::vector<RefusedEvidence>& refused) {
  for (std::size_t i = 0; i + 1 < refused.size(); ++i) say(refused[i].why);
  return usage_error(refused.back().why);
}

Result<std::optional<WindowEdge>> parse_edge(std::string_view option, const std::string& given) {
  if (given.empty()) return std::nullopt;
  const auto edge = parse_window_edge(given);
  if (!edge) return in_context(option, edge.error());
  return *edge;
}

/// All of them, or the window that was asked for.
Result<Timeline> cut(Timeline timeline, const JudgeOptions& options) {
  if (!options.since && !options.until) return timeline;
  return cut_to(timeline, options.since, options.until);
}

}  // namespace

JudgeCommand::JudgeCommand(CLI::App& app) {
  app.add_option("RECORDING", options_.recordings, "files that --record wrote")
      ->required()
      ->type_name("FILE");
  app.add_option("--since", since_,
                 "judge only from here: +12s after the recording began, 2026-11-22T22:15:00Z, or 2 "
                 "for the agent's second transition")
      ->type_name("WHEN");
  app.add_option("--until", until_, "judge only up to here, in the same words")->type_name("WHEN");
  add_report_flags(app, options_.reports);
}

Result<JudgeOptions> JudgeCommand::options() const {
  if (auto held = check_report_files(options_.reports); !held) return std::unexpected(held.error());
  auto options = options_;
  for (const auto& [option, given, edge] : {std::tuple{"--since", &since_, &options.since},
                                            std::tuple{"--until", &until_, &options.until}}) {
    auto parsed = parse_edge(option, *given);
    if (!parsed) return std::unexpected(parsed.error());
    *edge = *parsed;
  }
  return options;
}

Result<ExitStatus> JudgeCommand::run(const Words& /*given*/) {
  keep_no_memory_in_reserve();
  const auto options = this->options();
  if (!options) return std::unexpected(options.error());
  auto recorded = read_recordings(options->recordings, say);
  if (!recorded) return std::unexpected(recorded.error());
  if (recorded->nodes.empty()) return refuse_all(recorded->refused);
  const auto timeline = cut(std::move(*recorded), *options);
  if (!timeline) return std::unexpected(timeline.error());
  const Judgement judgement = judge(*timeline);
  for (const Finding& finding : judgement.findings)
    if (finding.kind == "evidence-refused") say(finding.summary);
  return publish(judgement, options->reports);
}

}  // namespace canary
