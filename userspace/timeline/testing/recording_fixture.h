// SPDX-License-Identifier: Apache-2.0
// For tests only: a recording in a file, written, damaged and read.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "timeline/recording.h"
#include "timeline/testing/recording_examples.h"

namespace canary {

/// A file of this test's own, removed afterwards.
class RecordingTest : public ::testing::Test {
 protected:
  ~RecordingTest() override { std::filesystem::remove(path_); }

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

}  // namespace canary
