// SPDX-License-Identifier: Apache-2.0
// What is no recording, or a damaged one, is refused with the line that is wrong.
#include <gtest/gtest.h>

#include "timeline/recording.h"
#include "timeline/testing/recording_fixture.h"

namespace canary {
namespace {

using DamagedRecording = RecordingTest;

TEST_F(DamagedRecording, WithTwoHeadersOfOneNodeIsRefusedByLine) {
  write(examples::timeline());
  write_text(header_line() + header_line());
  EXPECT_EQ(problem_after_path(), ":2: is a second header of 'node-a'");
}

TEST_F(DamagedRecording, WithADamagedLineInTheMiddleIsRefusedByLine) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":5,\"wh\n{\"t\":5,\"what\":\"agent_seen\"}\n");
  EXPECT_EQ(problem_after_path(), ":2: is no JSON: the file was damaged");
}

TEST_F(DamagedRecording, WithAnAbsurdValueIsRefusedByLine) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":5,\"what\":\"agent_seen\"}\n" +
             "{\"t\":5,\"what\":\"hook_runs\",\"hook\":\"x\",\"runs\":-3}\n");
  EXPECT_EQ(problem_after_path(),
            ":3: hook_runs: runs should be a whole number from 0 to 18446744073709551615, but is "
            "-3");
}

TEST_F(DamagedRecording, ThatIsEmptyIsRefused) {
  write_text("");
  EXPECT_EQ(problem_after_path(), ":1: the file is empty: give a file that --record wrote");
}

TEST_F(DamagedRecording, ThatIsAForeignFileIsRefused) {
  for (const char* foreign :
       {"hello\n", "\n", "{}\n", "[1,2]\n", "{\"schema\":7}\n", "\177ELF\x02"}) {
    write_text(foreign);
    EXPECT_EQ(problem_after_path(),
              ":1: is no recording of xfrm-canary: give a file that --record wrote");
  }
}

TEST_F(DamagedRecording, ThatIsAReportIsRefusedByItsSchema) {
  write_text("{\"schema\":\"xfrm-canary/report/1\"}\n");
  EXPECT_EQ(problem_after_path(),
            ":1: is 'xfrm-canary/report/1', not a recording: give a file that --record wrote");
}

TEST_F(DamagedRecording, OfALaterSchemaSaysWhoCanReadIt) {
  write_text("{\"schema\":\"xfrm-canary/recording/2\"}\n");
  EXPECT_EQ(problem_after_path(),
            ":1: is 'xfrm-canary/recording/2', but this version reads 'xfrm-canary/recording/1': "
            "judge it with the version that recorded it");
}

TEST_F(DamagedRecording, WithAWrongHeaderNamesTheField) {
  write(examples::timeline());
  std::string wrong = header_line();
  wrong.replace(wrong.find("\"clean_probes\":5"), 16, "\"clean_probes\":-5");
  write_text(wrong);
  EXPECT_EQ(problem_after_path(),
            ":1: criteria.clean_probes should be a whole number from 0 to 4294967295, but is -5");
}

TEST_F(DamagedRecording, ThatNamesNoNodeIsRefused) {
  NodeTimeline timeline = examples::timeline();
  timeline.header.node.clear();
  write(timeline);
  EXPECT_EQ(problem_after_path(), ":1: names no node");
}

TEST_F(DamagedRecording, ThatStartedBeforeItsNodeIsRefused) {
  NodeTimeline timeline = examples::timeline();
  timeline.header.started = examples::at(-1);
  write(timeline);
  EXPECT_EQ(problem_after_path(), ":1: t lies before the node was booted, which cannot be");
}

TEST_F(DamagedRecording, OfFourHundredYearsIsRefused) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":12614400000000000000,\"what\":\"agent_seen\"}\n");
  EXPECT_EQ(problem_after_path().substr(0, 19), ":2: t should be a w");
}

TEST_F(DamagedRecording, OfTwoYearsIsRefused) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":63072000000000000,\"what\":\"agent_seen\"}\n");
  EXPECT_EQ(problem_after_path(),
            ":2: t lies before the session's start or more than a year after it");
}

TEST_F(DamagedRecording, ThatSawSomethingLongBeforeItsStartIsRefused) {
  NodeTimeline timeline = examples::timeline();
  timeline.header.started = examples::at(0) + std::chrono::hours{1};
  write(timeline);
  EXPECT_EQ(problem_after_path(),
            ":2: t lies before the session's start or more than a year after it");
}

TEST(RecordingParser, NamesItsSourceAndTheLine) {
  RecordingParser parser("https://192.0.2.2/observations");
  const auto taken = parser.take("<html>");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().message,
            "https://192.0.2.2/observations:1: is no recording of xfrm-canary: give a file that "
            "--record wrote");
}

TEST_F(DamagedRecording, OfTenMegabytesOfGarbageInOneLineIsRefused) {
  write_text(std::string().append(10'000'000, 'x'));
  EXPECT_EQ(problem_after_path(), ":1: is longer than 4 MiB: this is no recording");
}

TEST_F(DamagedRecording, WithALineWithoutEndIsRefusedInBoundedMemory) {
  EXPECT_EQ(read_recording("/dev/zero").error().message,
            "/dev/zero:1: is longer than 4 MiB: this is no recording");
}

TEST_F(DamagedRecording, ThatNestsDeeperThanTheStackIsRefused) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":" + std::string(200'000, '[') + std::string(200'000, ']') +
             "}\n");
  EXPECT_EQ(problem_after_path().substr(0, 21), ":2: t should be a who");
}

TEST_F(DamagedRecording, ThatIsAbsentIsAUsageError) {
  const auto read = read_recording(path_);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), (Error{ErrorKind::Usage, "cannot read the recording " + path_ +
                                                       ": No such file or directory"}));
}

}  // namespace
}  // namespace canary
