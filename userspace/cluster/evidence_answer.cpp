// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/evidence_store.h"
#include "timeline/header_codec.h"
#include "timeline/observation_codec.h"
#include "timeline/recording.h"

namespace canary {
namespace {

/// An honest header of some thousand peers is shorter. JSON may take a hundred times its length.
constexpr std::size_t kLongestLine = 1 << 20;

/// Text without its first line, which goes to `line`.
std::string_view take_line(std::string_view text, std::string_view& line) {
  const auto end = std::min(text.find('\n'), text.size());
  line = text.substr(0, end);
  return text.substr(std::min(end + 1, text.size()));
}

Result<void> check(const NodeTimeline& told) {
  if (!std::holds_alternative<SessionEnded>(told.observations.back().what))
    return usage_error("it tells more behind its end");
  const Instant from = told.header.started;
  const Instant to = told.observations.back().at;
  for (const Observation& seen : told.observations) {
    if (seen.node != told.header.node) return usage_error("it speaks for another node");
    if (&seen != &told.observations.back() && !is_told_to_peers(seen.what))
      return usage_error("it tells more than what its kernel and its agent did");
    if (seen.at < from || to < seen.at)
      return usage_error("it tells of times outside of its session");
  }
  return {};
}

}  // namespace

std::optional<std::string> to_lines(const NodeTimeline& told, std::size_t most_bytes) {
  std::string text = to_line(told.header);
  for (const Observation& seen : told.observations) {
    append_line(text, seen, told.header);
    if (text.size() > most_bytes) return std::nullopt;
  }
  return text;
}

Result<NodeTimeline> parse_answer(std::string_view text, const NodeName& peer) {
  RecordingParser parser("its answer");
  while (!text.empty()) {
    std::string_view line;
    text = take_line(text, line);
    if (line.size() > kLongestLine)
      return usage_error(
          fmt::format("a line of its answer is longer than {} MiB", kLongestLine >> 20));
    if (auto taken = parser.take(line); !taken) return std::unexpected(taken.error());
  }
  auto read = parser.finish();
  if (!read) return std::unexpected(read.error());
  if (read->timeline.header.node != peer)
    return usage_error(
        fmt::format("it calls itself '{}'", read->timeline.header.node.substr(0, 40)));
  if (read->cut_off) return usage_error("its answer is cut off");
  if (!read->told.empty()) return usage_error("it speaks for another node");
  if (auto checked = check(read->timeline); !checked) return std::unexpected(checked.error());
  return std::move(read->timeline);
}

}  // namespace canary
