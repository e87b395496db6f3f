// SPDX-License-Identifier: Apache-2.0
// Recordings in, reports out: golden/<session>.<node>.jsonl -> golden/<session>.json. The
// recordings are kept as an earlier version wrote them, so that a later one still reads and judges
// them alike. To renew reports (or, with =recordings, everything) and read the difference in git:
//
//   CANARY_RENEW_GOLDEN=1 ctest -R GoldenRecording
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "analysis/judge.h"
#include "analysis/testing/golden_sessions.h"
#include "report/json_report.h"
#include "timeline/recording.h"

namespace canary {
namespace {

std::string golden(const std::string& name) { return std::string(CANARY_GOLDEN_DIR) + "/" + name; }

std::string recording_of(const GoldenSession& golden_session, const SessionHeader& header) {
  return golden(golden_session.name + "." + header.node + ".jsonl");
}

void write_recordings(const GoldenSession& golden_session) {
  for (const auto& recorded : golden_session.timeline.nodes) {
    auto writer =
        RecordingWriter::open(recording_of(golden_session, recorded.header), recorded.header);
    ASSERT_TRUE(writer) << writer.error().message;
    auto observations = recorded.observations;
    std::ranges::stable_sort(observations, {}, &Observation::at);
    for (const auto& seen : observations) ASSERT_TRUE(writer->append(seen));
    ASSERT_TRUE(writer->finish());
  }
}

Timeline read_recordings(const GoldenSession& golden_session) {
  Timeline timeline;
  for (const auto& recorded : golden_session.timeline.nodes) {
    auto recording = read_recording(recording_of(golden_session, recorded.header));
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

class GoldenRecording : public ::testing::TestWithParam<GoldenSession> {};

TEST_P(GoldenRecording, IsJudgedAsItWas) {
  const auto* renew = std::getenv("CANARY_RENEW_GOLDEN");
  if (renew != nullptr && std::string_view(renew) == "recordings") write_recordings(GetParam());
  const auto report = to_json_report(judge(read_recordings(GetParam())));
  const auto path = golden(GetParam().name + ".json");
  if (renew != nullptr) std::ofstream(path, std::ios::binary) << report;
  EXPECT_EQ(report, read_file(path)) << path << ": see the top of golden_recording_test.cpp";
}

INSTANTIATE_TEST_SUITE_P(OfASession, GoldenRecording, ::testing::ValuesIn(golden_sessions()),
                         [](const auto& test) { return test_name_of(test.param); });

}  // namespace
}  // namespace canary
