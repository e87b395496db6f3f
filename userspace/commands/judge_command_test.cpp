// SPDX-License-Identifier: Apache-2.0
#include "commands/judge_command.h"

#include <gtest/gtest.h>

#include "commands/testing/options_of.h"

namespace canary {
namespace {

using testing::options_of;

TEST(JudgeCommand, WritesAReportForABrowser) {
  const auto options = options_of<JudgeCommand>({"a.jsonl", "--html", "-"});
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(options->reports.html, "-");
}

TEST(JudgeCommand, OnlyOneReportGoesToStdout) {
  EXPECT_FALSE(options_of<JudgeCommand>({"a.jsonl", "--json", "-", "--html", "-"}).has_value());
}

TEST(JudgeCommand, AWindowIsATimeAMomentOrATransition) {
  const auto options = options_of<JudgeCommand>({"a.jsonl", "--since", "+12s", "--until", "2"});
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(options->since, WindowEdge(std::chrono::seconds(12)));
  EXPECT_EQ(options->until, WindowEdge(TransitionNumber{2}));
}

TEST(JudgeCommand, AWindowThatCannotBeReadIsNamedByItsOption) {
  const auto refused = options_of<JudgeCommand>({"a.jsonl", "--until", "yesterday"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
  EXPECT_EQ(refused.error().message.find("--until: "), 0U) << refused.error().message;
}

TEST(JudgeCommand, WithoutARecordingThereIsNothingToJudge) {
  const auto refused = options_of<JudgeCommand>({});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
}

}  // namespace
}  // namespace canary
