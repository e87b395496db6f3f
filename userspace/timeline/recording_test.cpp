// SPDX-License-Identifier: Apache-2.0
// What is written is read back, whole or cut off.
#include "timeline/recording.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "timeline/testing/recording_fixture.h"

namespace canary {
namespace {

using Recording = RecordingTest;

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

}  // namespace
}  // namespace canary
