// SPDX-License-Identifier: Apache-2.0
// What a node that runs for long remembers of an upgrade is judged as if it had been recorded
// whole.
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "analysis/testing/golden_sessions.h"
#include "report/json_report.h"
#include "timeline/rolling_timeline.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Seen as it happened, with a look at the clock in between.
NodeTimeline remember(const NodeTimeline& recorded) {
  RollingTimeline rolling(recorded.header, {.window = 1h});
  auto observations = recorded.observations;
  std::ranges::stable_sort(observations, {}, &Observation::at);
  for (const Observation& seen : observations) {
    rolling.observe(seen.at, seen.what);
    rolling.advance(seen.at);
  }
  return rolling.since(recorded.header.started);
}

class RollingJudgement : public ::testing::TestWithParam<GoldenSession> {};

TEST_P(RollingJudgement, IsThatOfTheRecording) {
  for (const NodeTimeline& recorded : GetParam().timeline.nodes)
    EXPECT_EQ(to_json_report(judge({{remember(recorded)}})), to_json_report(judge({{recorded}})));
}

INSTANTIATE_TEST_SUITE_P(OfASession, RollingJudgement, ::testing::ValuesIn(golden_sessions()),
                         [](const auto& test) { return test_name_of(test.param); });

}  // namespace
}  // namespace canary
