// SPDX-License-Identifier: Apache-2.0
#include "report/explanation_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "report/page.h"

namespace canary {
namespace {

using Json = nlohmann::ordered_json;

Json lines_of(const Lines& lines) {
  Json all = Json::array();
  for (const auto line : lines) all.push_back(line);
  return all;
}

Json json_of(const DropCauseInfo& cause) {
  return {{"cause", cause.name},
          {"direction", to_text(cause.direction)},
          {"stage", to_text(cause.stage)},
          {"meaning", cause.sentence},
          {"reasons", lines_of(cause.reasons)},
          {"look_at", lines_of(cause.look_at)},
          {"do", lines_of(cause.do_next)}};
}

}  // namespace

TerminalText to_text_explanation(const DropCauseInfo& cause, TextStyle style) {
  Page page(style);
  page.paragraph("", fmt::format("{}: {}", cause.name, cause.sentence));
  page.paragraph("", fmt::format("counted for packets {}, stage {}",
                                 cause.direction == Direction::In ? "coming in" : "going out",
                                 to_text(cause.stage)));
  page.heading("usual reasons");
  for (const auto reason : cause.reasons) page.paragraph("  - ", reason);
  page.heading("look at");
  for (const auto command : cause.look_at) page.verbatim(fmt::format("  {}", command));
  page.heading("what to do");
  for (const auto step : cause.do_next) page.paragraph("  - ", step);
  return page.text();
}

TerminalText to_text_cause_list(TextStyle style) {
  Page page(style);
  page.paragraph("",
                 "drop causes, as in /proc/net/xfrm_stat; `xfrm-canary explain CAUSE` tells more");
  for (const auto& cause : known_drop_causes())
    page.paragraph(fmt::format("  {:<24} ", cause.name), cause.sentence);
  return page.text();
}

std::string to_json_explanation(std::span<const DropCauseInfo> causes) {
  Json json{{"schema", "xfrm-canary/explanation/1"}, {"causes", Json::array()}};
  for (const DropCauseInfo& cause : causes) json["causes"].push_back(json_of(cause));
  return to_json_text(json);
}

}  // namespace canary
