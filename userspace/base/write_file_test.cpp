// SPDX-License-Identifier: Apache-2.0
#include "base/write_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "testing/small_disk.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

class WriteFile : public ::testing::Test {
 protected:
  static std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator(folder_.file("")), {});
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("report.json");
};

TEST_F(WriteFile, WritesAndReplacesTheWhole) {
  ASSERT_TRUE(write_file(path_, "a long report"));
  ASSERT_TRUE(write_file(path_, "short"));
  EXPECT_EQ(text_of(path_), "short");
  EXPECT_EQ(files(), 1);
}

TEST_F(WriteFile, OnAFullDiskTheEarlierReportStays) {
  ASSERT_TRUE(write_file(path_, "earlier"));
  {
    const SmallDisk disk(4096);
    const auto written = write_file(path_, std::string(100'000, 'x'));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::Environment);
    EXPECT_NE(written.error().message.find(path_), std::string::npos);
  }
  EXPECT_EQ(text_of(path_), "earlier");
  EXPECT_EQ(files(), 1) << "what was half written is still there";
}

TEST_F(WriteFile, KeepsTheModeOfWhatItReplaces) {
  std::ofstream(path_) << "x";
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  ASSERT_TRUE(write_file(path_, "y"));
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms{0640});
}

TEST_F(WriteFile, ANewOneIsAsReadableAsTheUmaskLets) {
  const mode_t before = umask(027);
  EXPECT_TRUE(write_file(path_, "y"));
  umask(before);
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms{0640});
}

TEST_F(WriteFile, ALinkStaysALink) {
  std::filesystem::create_symlink("target", path_);
  std::ofstream(folder_.file("target")) << "x";
  ASSERT_TRUE(write_file(path_, "y"));
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_EQ(text_of(folder_.file("target")), "y");
}

TEST_F(WriteFile, ADeviceIsWrittenToAndSaysThatItIsFull) {
  EXPECT_TRUE(write_file("/dev/null", "x"));
  const auto written = write_file("/dev/full", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "write /dev/full: No space left on device");
}

TEST_F(WriteFile, AFolderIsNoFile) { EXPECT_FALSE(write_file(folder_.file(""), "x")); }

}  // namespace
}  // namespace canary
