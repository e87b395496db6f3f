// SPDX-License-Identifier: Apache-2.0
// Output that is closed, full, or read by nobody: one sentence where it can be told, never the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "commands/testing/program.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using ::testing::HasSubstr;

const std::string kJudge = "judge " CANARY_GOLDEN_DIR "/half-upgraded.node-a.jsonl";

TEST(BrokenOutput, AFullStdoutIsAnError) {
  for (const std::string command : {"explain", "--help", "--version"}) {
    const Ran ran = run(command, "2>&1 >/dev/full");
    EXPECT_EQ(ran.status, ExitStatus::Environment) << command;
    EXPECT_THAT(ran.text, HasSubstr("write to stdout: No space left on device")) << command;
  }
}

TEST(BrokenOutput, AClosedStdoutIsAnError) {
  const Ran ran = run("explain", "2>&1 >&-");
  EXPECT_EQ(ran.status, ExitStatus::Environment);
  EXPECT_THAT(ran.text, HasSubstr("write to stdout"));
}

TEST(BrokenOutput, AReaderThatWentIsAnError) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  close(pipe_ends[0]);
  const Ran ran = run("explain", fmt::format("2>&1 >&{}", pipe_ends[1]));
  close(pipe_ends[1]);
  EXPECT_EQ(ran.status, ExitStatus::Environment);
  EXPECT_THAT(ran.text, HasSubstr("write to stdout: Broken pipe"));
}

TEST(BrokenOutput, AStderrThatIsFullOrClosedChangesNothing) {
  const Ran fine = run(kJudge, kOnlyStdout);
  for (const std::string_view redirection : {"2>/dev/full", "2>&-"}) {
    const Ran ran = run(kJudge, redirection);
    EXPECT_EQ(ran.status, fine.status) << redirection;
    EXPECT_EQ(ran.text, fine.text) << redirection;
    EXPECT_EQ(run("judge /nonexistent", redirection).status, ExitStatus::Usage) << redirection;
  }
}

TEST(BrokenOutput, AReportThatCannotBeWrittenKeepsNoOtherFromBeing) {
  const TemporaryFolder folder;
  const std::string html = folder.file("report.html");
  const Ran ran = run(kJudge + " --json /dev/full --html " + html);
  EXPECT_EQ(ran.status, ExitStatus::Environment);
  EXPECT_THAT(ran.text, HasSubstr("write /dev/full: No space left on device"));
  EXPECT_TRUE(std::filesystem::exists(html));
}

}  // namespace
}  // namespace canary
