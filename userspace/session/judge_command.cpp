// SPDX-License-Identifier: Apache-2.0
#include "session/judge_command.h"

#include <fmt/format.h>

#include "analysis/judge.h"
#include "session/publish.h"
#include "timeline/recording.h"

namespace canary {
namespace {

void say(const std::string& sentence) { fmt::print(stderr, "xfrm-canary: {}\n", sentence); }

/// A file that cannot be opened is the caller's mistake and ends it; one that holds no evidence is
/// left out.
Result<void> read_into(Timeline& timeline, const std::string& path) {
  auto lines = LineReader::open(path);
  if (!lines) return std::unexpected(lines.error());
  auto recording = read_recording(*lines);
  if (!recording) {
    timeline.refused.push_back({"", recording.error().message});
    return {};
  }
  if (recording->cut_off) say(*recording->cut_off);
  recording->timeline.source = path;
  timeline.nodes.push_back(std::move(recording->timeline));
  return {};
}

/// Where nothing is left to be judged.
Result<ExitStatus> refuse_all(const std::vector<RefusedEvidence>& refused) {
  for (std::size_t i = 0; i + 1 < refused.size(); ++i) say(refused[i].why);
  return usage_error(refused.back().why);
}

}  // namespace

Result<ExitStatus> run_judge(const JudgeOptions& options) {
  Timeline timeline;
  for (const std::string& path : options.recordings)
    if (auto read = read_into(timeline, path); !read) return std::unexpected(read.error());
  if (timeline.nodes.empty()) return refuse_all(timeline.refused);
  const Judgement judgement = judge(timeline);
  for (const Finding& finding : judgement.findings)
    if (finding.kind == "evidence-refused") say(finding.summary);
  return publish(judgement, options.json_file);
}

}  // namespace canary
