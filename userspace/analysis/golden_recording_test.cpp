// SPDX-License-Identifier: Apache-2.0
// Recordings in, reports out: golden/<story>.<node>.jsonl -> golden/<story>.json. The recordings
// are kept as an earlier version wrote them, so that a later one still reads and judges them alike.
// To renew reports (or, with =recordings, everything) and read the difference in git:
//
//   CANARY_RENEW_GOLDEN=1 ctest -R GoldenRecording
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "analysis/judge.h"
#include "analysis/testing/stories.h"
#include "report/json_report.h"
#include "timeline/recording.h"

namespace canary {
namespace {

std::string golden(const std::string& name) { return std::string(CANARY_GOLDEN_DIR) + "/" + name; }

std::string recording_of(const Story& story, const SessionHeader& header) {
  return golden(story.name + "." + header.node + ".jsonl");
}

void write_recordings(const Story& story) {
  for (const auto& session : story.timeline.nodes) {
    auto writer = RecordingWriter::open(recording_of(story, session.header), session.header);
    ASSERT_TRUE(writer) << writer.error().message;
    auto observations = session.observations;
    std::ranges::stable_sort(observations, {}, &Observation::at);
    for (const auto& seen : observations) ASSERT_TRUE(writer->append(seen));
    ASSERT_TRUE(writer->finish());
  }
}

Timeline read_recordings(const Story& story) {
  Timeline timeline;
  for (const auto& session : story.timeline.nodes) {
    auto recording = read_recording(recording_of(story, session.header));
    if (!recording) {
      ADD_FAILURE() << recording.error().message;
      continue;
    }
    EXPECT_FALSE(recording->cut_off);
    timeline.nodes.push_back(std::move(recording->timeline));
  }
  return timeline;
}

std::string read_file(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

class GoldenRecording : public ::testing::TestWithParam<Story> {};

TEST_P(GoldenRecording, IsJudgedAsItWas) {
  const auto* renew = std::getenv("CANARY_RENEW_GOLDEN");
  if (renew != nullptr && std::string_view(renew) == "recordings") write_recordings(GetParam());
  const auto report = to_json_report(judge(read_recordings(GetParam())));
  const auto path = golden(GetParam().name + ".json");
  if (renew != nullptr) std::ofstream(path, std::ios::binary) << report;
  EXPECT_EQ(report, read_file(path)) << path << ": see the top of golden_recording_test.cpp";
}

INSTANTIATE_TEST_SUITE_P(OfAStory, GoldenRecording, ::testing::ValuesIn(all_stories()),
                         [](const auto& test) { return test_name_of(test.param); });

}  // namespace
}  // namespace canary
