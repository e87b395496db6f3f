// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "timeline/header_codec.h"
#include "timeline/observation_codec.h"
#include "timeline/recording.h"

namespace canary {
namespace {

/// No session is longer, and nothing of it is seen before it starts but for what was on its way.
constexpr Duration kLongestSession = std::chrono::hours{24 * 366};
constexpr Duration kBeforeStart = std::chrono::minutes{1};

bool has_end(const NodeTimeline& timeline) {
  return std::ranges::any_of(timeline.observations, [](const Observation& seen) {
    return std::holds_alternative<SessionEnded>(seen.what);
  });
}

bool before_boot(const SessionHeader& header) {
  return header.started.unix_ns < header.utc_offset_ns;
}

bool in_session(const Observation& seen, const SessionHeader& header) {
  return header.started - kBeforeStart <= seen.at && seen.at <= header.started + kLongestSession;
}

}  // namespace

std::unexpected<Error> RecordingParser::refuse(std::string_view why) const {
  return usage_error(fmt::format("{}:{}: {}", source_, std::max<std::size_t>(line_, 1), why));
}

bool RecordingParser::has(const NodeName& node) const {
  const auto is_it = [&](const NodeTimeline& other) { return other.header.node == node; };
  return is_it(recording_.timeline) || std::ranges::any_of(recording_.told, is_it);
}

NodeTimeline& RecordingParser::section() {
  return recording_.told.empty() ? recording_.timeline : recording_.told.back();
}

Result<void> RecordingParser::take_header(const JsonValue& line) {
  auto header = header_from_json(line);
  if (!header) return refuse(header.error().message);
  if (header->node.empty()) return refuse("names no node");
  if (before_boot(*header)) return refuse("t lies before the node was booted, which cannot be");
  if (has(header->node)) return refuse(fmt::format("is a second header of '{}'", header->node));
  if (line_ > 1) recording_.told.emplace_back();
  section().header = *std::move(header);
  return {};
}

Result<void> RecordingParser::take(std::string_view line, bool terminated) {
  ++line_;
  const auto json = json_.parse(line);
  if (!json && line_ == 1) return refuse(kNoRecording);
  if (!json && !terminated) {
    recording_.cut_off = fmt::format(
        "{}:{}: the last line is cut off: what came later is not judged", source_, line_);
    return {};
  }
  if (!json) return refuse("is no JSON: the file was damaged");
  if (line_ == 1 || json->find("schema")) return take_header(*json);
  const SessionHeader& header = section().header;
  auto seen = observation_from_json(*json, header);
  if (!seen) return refuse(seen.error().message);
  if (!in_session(*seen, header))
    return refuse("t lies before the session's start or more than a year after it");
  section().observations.push_back(*std::move(seen));
  return {};
}

Result<ReadRecording> RecordingParser::finish() {
  if (line_ == 0) return refuse("the file is empty: give a file that --record wrote");
  const bool ended = has_end(recording_.timeline) && std::ranges::all_of(recording_.told, has_end);
  if (!recording_.cut_off && !ended)
    recording_.cut_off = fmt::format(
        "{}: has no session_ended: xfrm-canary was killed or could not write on, and what came "
        "later is not judged",
        source_);
  return std::move(recording_);
}

Result<ReadRecording> read_recording(LineReader& lines) {
  RecordingParser parser(lines.path());
  while (true) {
    const auto line = lines.next();
    if (!line) return std::unexpected(line.error());
    if (!*line) return parser.finish();
    if (auto taken = parser.take((*line)->text, (*line)->terminated); !taken)
      return std::unexpected(taken.error());
  }
}

Result<ReadRecording> read_recording(const std::string& path) {
  auto lines = LineReader::open(path);
  if (!lines) return std::unexpected(lines.error());
  return read_recording(*lines);
}

}  // namespace canary
