// SPDX-License-Identifier: Apache-2.0
#include "timeline/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "timeline/recording.h"

namespace canary {
namespace {

/// A file that cannot be opened is the caller's mistake and ends it; one that holds no evidence is
/// left out. What peers told goes to `told`.
Result<void> read_into(Timeline& timeline, std::vector<NodeTimeline>& told, const std::string& path,
                       const OnSentence& on_sentence) {
  auto lines = LineReader::open(path);
  if (!lines) return std::unexpected(lines.error());
  auto recording = read_recording(*lines);
  if (!recording) {
    timeline.refused.push_back({"", recording.error().message});
    return {};
  }
  if (recording->cut_off) on_sentence(*recording->cut_off);
  recording->timeline.source = path;
  timeline.nodes.push_back(std::move(recording->timeline));
  std::ranges::move(recording->told, std::back_inserter(told));
  return {};
}

/// A node's own recording tells more than what it told; of that, there is one for each node.
void add_told(Timeline& timeline, std::vector<NodeTimeline> told, const OnSentence& on_sentence) {
  for (NodeTimeline& section : told) {
    const NodeName& node = section.header.node;
    const auto known = std::ranges::find(
        timeline.nodes, node, [](const NodeTimeline& other) { return other.header.node; });
    if (known == timeline.nodes.end())
      timeline.nodes.push_back(std::move(section));
    else if (known->header.told_to)
      on_sentence(fmt::format(
          "what '{}' told '{}' is not judged, only what it told '{}': judge a recording of '{}' "
          "too",
          node, section.header.told_to.value_or(""), *known->header.told_to, node));
  }
}

}  // namespace

Result<Timeline> read_recordings(const std::vector<std::string>& paths,
                                 const OnSentence& on_sentence) {
  Timeline timeline;
  std::vector<NodeTimeline> told;
  for (const std::string& path : paths)
    if (auto read = read_into(timeline, told, path, on_sentence); !read)
      return std::unexpected(read.error());
  add_told(timeline, std::move(told), on_sentence);
  return timeline;
}

}  // namespace canary
