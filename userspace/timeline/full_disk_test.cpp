// SPDX-License-Identifier: Apache-2.0
// A disk that gets full while it is recorded.
#include <gtest/gtest.h>

#include "testing/small_disk.h"
#include "timeline/recording.h"
#include "timeline/testing/recording_fixture.h"

namespace canary {
namespace {

using RecordingOnADisk = RecordingTest;

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

TEST_F(RecordingOnADisk, ThatFillsTheDiskFailsOnceAndStaysReadable) {
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
