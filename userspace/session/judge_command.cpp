// SPDX-License-Identifier: Apache-2.0
#include "session/judge_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/judge.h"
#include "session/publish.h"
#include "timeline/recording.h"

namespace canary {

Result<ExitStatus> run_judge(const JudgeOptions& options) {
  Timeline timeline;
  for (const std::string& path : options.recordings) {
    auto recording = read_recording(path);
    if (!recording) return std::unexpected(recording.error());
    if (recording->cut_off) fmt::print(stderr, "xfrm-canary: {}\n", *recording->cut_off);
    const NodeName& node = recording->timeline.header.node;
    const bool twice = std::ranges::any_of(
        timeline.nodes, [&](const NodeTimeline& other) { return other.header.node == node; });
    if (twice) {
      return usage_error(fmt::format(
          "{}: node '{}' was recorded in an earlier file too: judge one recording a node", path,
          node));
    }
    timeline.nodes.push_back(std::move(recording->timeline));
  }
  return publish(judge(timeline), options.json_file);
}

}  // namespace canary
