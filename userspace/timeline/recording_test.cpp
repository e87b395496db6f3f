// SPDX-License-Identifier: Apache-2.0
#include "timeline/recording.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

/// A file of this test's own, removed afterwards.
class Recording : public ::testing::Test {
 protected:
  ~Recording() override { std::filesystem::remove(path_); }

  void write(const NodeTimeline& timeline) {
    auto writer = RecordingWriter::open(path_, timeline.header);
    ASSERT_TRUE(writer) << writer.error().message;
    for (const Observation& seen : timeline.observations) ASSERT_TRUE(writer->append(seen));
    ASSERT_TRUE(writer->finish());
  }
  void write_text(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }
  [[nodiscard]] std::string text() const {
    std::ostringstream all;
    all << std::ifstream(path_, std::ios::binary).rdbuf();
    return all.str();
  }
  [[nodiscard]] std::string header_line() const { return text().substr(0, text().find('\n') + 1); }
  [[nodiscard]] std::string problem() const {
    const auto read = read_recording(path_);
    return read ? "read without a problem" : read.error().message;
  }
  /// The path is left out, so that the expectation is readable.
  [[nodiscard]] std::string problem_after_path() const {
    const std::string all = problem();
    return all.starts_with(path_) ? all.substr(path_.size()) : all;
  }

  const std::string path_ = ::testing::TempDir() + "canary-" + std::to_string(getpid()) +
                            ::testing::UnitTest::GetInstance()->current_test_info()->name() +
                            ".jsonl";
};

TEST_F(Recording, ReadsBackExactlyWhatWasWritten) {
  write(examples::timeline());
  const auto read = read_recording(path_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->timeline, examples::timeline());
  EXPECT_EQ(read->cut_off, std::nullopt);
}

/// What another node told, on another clock.
NodeTimeline told_by(const NodeName& node) {
  NodeTimeline told = examples::timeline();
  told.header.node = node;
  told.header.utc_offset_ns -= 3'600'000'000'000;
  told.header.told_to = "node-a";
  told.header.told_until = examples::at(5);
  for (Observation& seen : told.observations) seen.node = node;
  return told;
}

TEST_F(Recording, HoldsWhatPeersToldBehindItsOwn) {
  auto writer = RecordingWriter::open(path_, examples::header());
  ASSERT_TRUE(writer);
  for (const Observation& seen : examples::timeline().observations)
    ASSERT_TRUE(writer->append(seen));
  ASSERT_TRUE(writer->append_section(told_by("node-b")));
  ASSERT_TRUE(writer->append_section(told_by("node-c")));
  ASSERT_TRUE(writer->finish());
  const auto read = read_recording(path_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->timeline, examples::timeline());
  EXPECT_EQ(read->told, (std::vector{told_by("node-b"), told_by("node-c")}));
  EXPECT_EQ(read->cut_off, std::nullopt);
}

TEST_F(Recording, CutWhileAPeerIsToldKeepsAllThatStandsBefore) {
  auto writer = RecordingWriter::open(path_, examples::header());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->append({examples::at(1), "node-a", SessionEnded{"settled"}}));
  ASSERT_TRUE(writer->append_section(told_by("node-b")));
  ASSERT_TRUE(writer->finish());
  const std::string whole = text();
  const auto end_of_own = whole.find("\"session_ended\"");
  for (std::size_t size = whole.find('\n', end_of_own) + 2; size < whole.size() - 1; size += 29) {
    write_text(std::string_view(whole).substr(0, size));
    const auto read = read_recording(path_);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_TRUE(read->cut_off) << size;
    ASSERT_EQ(read->timeline.observations.size(), 1u);
  }
}

TEST_F(Recording, WithTwoHeadersOfOneNodeIsRefusedByLine) {
  write(examples::timeline());
  write_text(header_line() + header_line());
  EXPECT_EQ(problem_after_path(), ":2: is a second header of 'node-a'");
}

TEST_F(Recording, NamesSchemaClockAndStartInItsFirstLine) {
  write(examples::timeline());
  EXPECT_TRUE(header_line().starts_with(
      R"({"schema":"xfrm-canary/recording/1","clock":{"clock":"CLOCK_BOOTTIME",)"
      R"("utc_offset_ns":1795000000123456789},"started":"2026-11-18T11:06:40.123456796Z","t":7,)"
      R"("node":"node-a")"))
      << header_line();
}

TEST_F(Recording, IsReadableAfterEachFlush) {
  auto writer = RecordingWriter::open(path_, examples::header());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->append({examples::at(1), "node-a", ProbeSent{1, 1, 44}}));
  ASSERT_TRUE(writer->flush());
  const auto read = read_recording(path_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->timeline.observations.size(), 1u);
}

TEST_F(Recording, WithoutItsEndSaysThatItWasCutOff) {
  NodeTimeline timeline = examples::timeline();
  timeline.observations.pop_back();
  write(timeline);
  const auto read = read_recording(path_);
  ASSERT_TRUE(read);
  EXPECT_NE(read->cut_off.value_or("").find("has no session_ended"), std::string::npos);
}

TEST_F(Recording, CutAnywhereIsReadUpToTheLastWholeLine) {
  write(examples::timeline());
  const std::string whole = text();
  for (std::size_t size = header_line().size(); size < whole.size() - 1; size += 3) {
    write_text(std::string_view(whole).substr(0, size));
    const auto read = read_recording(path_);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_TRUE(read->cut_off) << size;
    const auto lines = static_cast<std::size_t>(
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    // A line that lacks nothing but its newline counts as whole.
    const std::size_t observations = lines - 1 + (whole[size] == '\n' ? 1 : 0);
    ASSERT_EQ(read->timeline.observations.size(), observations);
  }
}

TEST_F(Recording, WithADamagedLineInTheMiddleIsRefusedByLine) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":5,\"wh\n{\"t\":5,\"what\":\"agent_seen\"}\n");
  EXPECT_EQ(problem_after_path(), ":2: is no JSON: the file was damaged");
}

TEST_F(Recording, WithAnAbsurdValueIsRefusedByLine) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":5,\"what\":\"agent_seen\"}\n" +
             "{\"t\":5,\"what\":\"hook_runs\",\"hook\":\"x\",\"runs\":-3}\n");
  EXPECT_EQ(problem_after_path(),
            ":3: hook_runs: runs should be a whole number from 0 to 18446744073709551615, but is "
            "-3");
}

TEST_F(Recording, ThatIsEmptyIsRefused) {
  write_text("");
  EXPECT_EQ(problem_after_path(), ":1: the file is empty: give a file that --record wrote");
}

TEST_F(Recording, ThatIsAForeignFileIsRefused) {
  for (const char* foreign :
       {"hello\n", "\n", "{}\n", "[1,2]\n", "{\"schema\":7}\n", "\177ELF\x02"}) {
    write_text(foreign);
    EXPECT_EQ(problem_after_path(),
              ":1: is no recording of xfrm-canary: give a file that --record wrote");
  }
}

TEST_F(Recording, ThatIsAReportIsRefusedByItsSchema) {
  write_text("{\"schema\":\"xfrm-canary/report/1\"}\n");
  EXPECT_EQ(problem_after_path(),
            ":1: is 'xfrm-canary/report/1', not a recording: give a file that --record wrote");
}

TEST_F(Recording, OfALaterSchemaSaysWhoCanReadIt) {
  write_text("{\"schema\":\"xfrm-canary/recording/2\"}\n");
  EXPECT_EQ(problem_after_path(),
            ":1: is 'xfrm-canary/recording/2', but this version reads 'xfrm-canary/recording/1': "
            "judge it with the version that recorded it");
}

TEST_F(Recording, WithAWrongHeaderNamesTheField) {
  write(examples::timeline());
  std::string wrong = header_line();
  wrong.replace(wrong.find("\"clean_probes\":5"), 16, "\"clean_probes\":-5");
  write_text(wrong);
  EXPECT_EQ(problem_after_path(),
            ":1: criteria.clean_probes should be a whole number from 0 to 4294967295, but is -5");
}

TEST_F(Recording, ThatNamesNoNodeIsRefused) {
  NodeTimeline timeline = examples::timeline();
  timeline.header.node.clear();
  write(timeline);
  EXPECT_EQ(problem_after_path(), ":1: names no node");
}

TEST_F(Recording, ThatStartedBeforeItsNodeIsRefused) {
  NodeTimeline timeline = examples::timeline();
  timeline.header.started = examples::at(-1);
  write(timeline);
  EXPECT_EQ(problem_after_path(), ":1: t lies before the node was booted, which cannot be");
}

TEST_F(Recording, OfFourHundredYearsIsRefused) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":12614400000000000000,\"what\":\"agent_seen\"}\n");
  EXPECT_EQ(problem_after_path().substr(0, 19), ":2: t should be a w");
}

TEST_F(Recording, OfTwoYearsIsRefused) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":63072000000000000,\"what\":\"agent_seen\"}\n");
  EXPECT_EQ(problem_after_path(),
            ":2: t lies before the session's start or more than a year after it");
}

TEST_F(Recording, ThatSawSomethingLongBeforeItsStartIsRefused) {
  NodeTimeline timeline = examples::timeline();
  timeline.header.started = examples::at(0) + std::chrono::hours{1};
  write(timeline);
  EXPECT_EQ(problem_after_path(),
            ":2: t lies before the session's start or more than a year after it");
}

TEST(RecordingParser, TakesLinesFromAnywhere) {
  RecordingParser parser("node-b");
  ASSERT_TRUE(parser.take(R"({"schema":"xfrm-canary/recording/1","clock":{"clock":)"
                          R"("CLOCK_BOOTTIME","utc_offset_ns":5},"t":7,"node":"node-b",)"
                          R"("kernel":"6.1","agent":"none","criteria":{"after_upgrade":true,)"
                          R"("interval_ns":1,"deadline_ns":1,"agent_interval_ns":1,"settle_ns":1,)"
                          R"("recover_within_ns":1,"clean_probes":3},"local_addresses":[],)"
                          R"("peers":[]})"));
  ASSERT_TRUE(parser.take(R"({"t":8,"what":"session_ended","reason":"settled"})"));
  const auto read = parser.finish();
  ASSERT_TRUE(read);
  EXPECT_EQ(read->timeline.header.node, "node-b");
  EXPECT_EQ(read->timeline.observations.size(), 1u);
  EXPECT_EQ(read->cut_off, std::nullopt);
}

TEST(RecordingParser, NamesItsSourceAndTheLine) {
  RecordingParser parser("https://192.0.2.2/observations");
  const auto taken = parser.take("<html>");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().message,
            "https://192.0.2.2/observations:1: is no recording of xfrm-canary: give a file that "
            "--record wrote");
}

TEST_F(Recording, OfTenMegabytesOfGarbageInOneLineIsRefused) {
  write_text(std::string().append(10'000'000, 'x'));
  EXPECT_EQ(problem_after_path(), ":1: is longer than 4 MiB: this is no recording");
}

TEST_F(Recording, WithALineWithoutEndIsRefusedInBoundedMemory) {
  EXPECT_EQ(read_recording("/dev/zero").error().message,
            "/dev/zero:1: is longer than 4 MiB: this is no recording");
}

TEST_F(Recording, ThatNestsDeeperThanTheStackIsRefused) {
  write(examples::timeline());
  write_text(header_line() + "{\"t\":" + std::string(200'000, '[') + std::string(200'000, ']') +
             "}\n");
  EXPECT_EQ(problem_after_path().substr(0, 21), ":2: t should be a who");
}

TEST_F(Recording, ThatIsAbsentIsAUsageError) {
  const auto read = read_recording(path_);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), (Error{ErrorKind::Usage, "cannot read the recording " + path_ +
                                                       ": No such file or directory"}));
}

TEST(RecordingWriterOpen, OnAFullDiskNamesTheFileAndTheWayOut) {
  const auto writer = RecordingWriter::open("/dev/full", examples::header());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error(),
            (Error{ErrorKind::Environment,
                   "recording /dev/full stops here: No space left on device: it can be judged up "
                   "to this point; for a whole one make room or give --record a file on another "
                   "disk, then run again"}));
}

TEST(RecordingWriterOpen, InADirectoryThatIsAbsentIsAUsageError) {
  const auto writer = RecordingWriter::open("/nowhere/x.jsonl", examples::header());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind, ErrorKind::Usage);
}

/// Lets this process write files of at most `bytes`, as a disk that gets full does.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    handler_before_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_before_);
  }

 private:
  rlimit before_{};
  void (*handler_before_)(int) = nullptr;
};

TEST_F(Recording, ThatFillsTheDiskFailsOnceAndStaysReadable) {
  int errors = 0;
  {
    const SmallDisk disk(2000);
    auto writer = RecordingWriter::open(path_, examples::header());
    ASSERT_TRUE(writer);
    for (std::uint32_t i = 0; i < 100; ++i) {
      if (!writer->append({examples::at(i), "node-a", ProbeSent{1, i, 44}})) ++errors;
      if (!writer->flush()) ++errors;
    }
    if (!writer->finish()) ++errors;
  }
  EXPECT_EQ(errors, 1);
  const auto read = read_recording(path_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->cut_off);
  EXPECT_GT(read->timeline.observations.size(), 5u);
}

}  // namespace
}  // namespace canary
