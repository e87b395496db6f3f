// SPDX-License-Identifier: Apache-2.0
#include "report/explanation_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

}  // namespace

std::string to_text_explanation(const CauseGuide& guide, TextStyle style) {
  Page page(style);
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
  return page.text();
}

std::string to_text_cause_list(TextStyle style) {
  Page page(style);
  page.paragraph("",
                 "drop causes, as in /proc/net/xfrm_stat; `xfrm-canary explain CAUSE` tells more");
  for (const auto& cause : known_drop_causes())
    page.paragraph(fmt::format("  {:<24} ", cause.name), cause.sentence);
  return page.text();
}

std::string to_json_explanation(std::span<const CauseGuide> guides) {
  Json json{{"schema", "xfrm-canary/explanation/1"}, {"causes", Json::array()}};
  for (const CauseGuide& guide : guides) json["causes"].push_back(json_of(guide));
  return json.dump(2) + "\n";
}

}  // namespace canary
