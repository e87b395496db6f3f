// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "timeline/header_codec.h"
#include "timeline/line_reader.h"
#include "timeline/observation_codec.h"
#include "timeline/recording.h"

namespace canary {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> at_line(const std::string& path, std::size_t line, std::string_view what) {
  return usage_error(fmt::format("{}:{}: {}", path, line, what));
}

Json parse(std::string_view text) { return Json::parse(text, nullptr, /*allow_exceptions=*/false); }

Result<SessionHeader> read_header(const std::string& path, LineReader& lines) {
  const auto line = lines.next();
  if (!line) return std::unexpected(line.error());
  if (!*line) return at_line(path, 1, "the file is empty: give a file that --record wrote");
  const auto header = header_from_json(parse((*line)->text));
  if (!header) return at_line(path, 1, header.error().message);
  return header;
}

bool has_end(const NodeTimeline& timeline) {
  return std::ranges::any_of(timeline.observations, [](const Observation& seen) {
    return std::holds_alternative<SessionEnded>(seen.what);
  });
}

}  // namespace

Result<ReadRecording> read_recording(const std::string& path) {
  auto lines = LineReader::open(path);
  if (!lines) return std::unexpected(lines.error());
  auto header = read_header(path, *lines);
  if (!header) return std::unexpected(header.error());

  ReadRecording recording{{*std::move(header), {}}, {}};
  NodeTimeline& timeline = recording.timeline;
  while (true) {
    const auto line = lines->next();
    if (!line) return std::unexpected(line.error());
    if (!*line) break;
    const auto [text, terminated, number] = **line;
    const Json json = parse(text);
    if (json.is_discarded() && !terminated) {
      recording.cut_off = fmt::format(
          "{}:{}: the last line is cut off: what came later is not judged", path, number);
      return recording;
    }
    if (json.is_discarded()) return at_line(path, number, "is no JSON: the file was damaged");
    auto seen = observation_from_json(json, timeline.header);
    if (!seen) return at_line(path, number, seen.error().message);
    timeline.observations.push_back(*std::move(seen));
  }
  if (!has_end(timeline))
    recording.cut_off = fmt::format(
        "{}: has no session_ended: xfrm-canary was killed or could not write on, and what came "
        "later is not judged",
        path);
  return recording;
}

}  // namespace canary
