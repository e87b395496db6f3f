// SPDX-License-Identifier: Apache-2.0
#include "commands/explain_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "advice/cause_guide.h"
#include "base/write_file.h"
#include "cli/text_output.h"
#include "report/page.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const CauseGuide& guide) {
  const auto cause = describe_drop_cause(guide.name);
  return {{"cause", guide.name},
          {"direction", to_text(cause.direction)},
          {"stage", to_text(cause.stage)},
          {"meaning", cause.sentence},
          {"reasons", guide.reasons},
          {"look_at", guide.look_at},
          {"do", guide.do_next}};
}

void write_guide(Page& page, const CauseGuide& guide) {
  const auto cause = describe_drop_cause(guide.name);
  page.paragraph("", fmt::format("{}: {}", guide.name, cause.sentence));
  page.paragraph("", fmt::format("counted for packets {}, stage {}",
                                 cause.direction == Direction::In ? "coming in" : "going out",
                                 to_text(cause.stage)));
  page.heading("usual reasons");
  for (const auto reason : guide.reasons) page.paragraph("  - ", reason);
  page.heading("look at");
  for (const auto command : guide.look_at) page.verbatim(fmt::format("  {}", command));
  page.heading("what to do");
  for (const auto step : guide.do_next) page.paragraph("  - ", step);
}

void write_list(Page& page) {
  page.paragraph("",
                 "drop causes, as in /proc/net/xfrm_stat; `xfrm-canary explain CAUSE` tells more");
  for (const auto& cause : known_drop_causes())
    page.paragraph(fmt::format("  {:<24} ", cause.name), cause.sentence);
}

}  // namespace

ExplainCommand::ExplainCommand(CLI::App& app) {
  app.add_option("CAUSE", options_.cause, "as in /proc/net/xfrm_stat; none: lists all");
  app.add_option("--json", options_.json_file, "write it as JSON; -: stdout");
}

Result<ExitStatus> ExplainCommand::run(const Words& /*given*/) {
  const TextOutput people(options_.json_file);
  Page page(people.style());
  Json json{{"schema", "xfrm-canary/explanation/1"}, {"causes", Json::array()}};
  if (options_.cause.empty()) {
    write_list(page);
    for (const auto& guide : cause_guides()) json["causes"].push_back(json_of(guide));
  } else {
    const auto guide = find_cause_guide(options_.cause);
    if (!guide) return std::unexpected(guide.error());
    write_guide(page, **guide);
    json["causes"].push_back(json_of(**guide));
  }
  people.write(page.text());
  if (!options_.json_file.empty())
    if (auto written = write_file(options_.json_file, json.dump(2) + "\n"); !written)
      return std::unexpected(written.error());
  return ExitStatus::Fine;
}

}  // namespace canary
