// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "testing/temporary_folder.h"

namespace canary {
namespace {

class SecretFile : public ::testing::Test {
 protected:
  std::string file_with(const std::string& text, mode_t mode = 0600) {
    std::ofstream(path_) << text;
    chmod(path_.c_str(), mode);
    return path_;
  }
  void expect_refused(const std::string& path, std::string_view why) {
    const auto secret = read_secret("--token-file", path);
    ASSERT_FALSE(secret) << why;
    EXPECT_EQ(secret.error(),
              (Error{ErrorKind::Usage, "--token-file " + path + ": " + std::string(why)}));
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("secret");
};

TEST_F(SecretFile, EndsBeforeTheNewlinesAtItsEnd) {
  EXPECT_EQ(read_secret("--token-file", file_with("two\nlines\n\n")), "two\nlines");
}

TEST_F(SecretFile, MayBeALinkAndReadByItsGroup) {
  std::filesystem::create_symlink(file_with("x", 0440), folder_.file("link"));
  EXPECT_EQ(read_secret("--token-file", folder_.file("link")), "x");
}

TEST_F(SecretFile, ThatHoldsNothingOrTooMuchIsRefused) {
  expect_refused(file_with("\n"), "it is empty");
  EXPECT_TRUE(read_secret("--token-file", file_with(std::string(4096, 'x'))));
  expect_refused(file_with(std::string(4097, 'x')), "it holds more than 4096 bytes");
}

TEST_F(SecretFile, ThatEverybodyCanReadIsRefused) {
  expect_refused(file_with("x", 0644), "everybody can read it: chmod o= it");
}

TEST_F(SecretFile, ThatIsNoFileIsRefusedAndNobodyWaitsForIt) {
  const std::string fifo = folder_.file("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path : {fifo, folder_.file(""), std::string("/dev/zero")})
    expect_refused(path, "it is no file: give one that holds the secret");
  expect_refused("/nowhere/token", "it cannot be read");
}

}  // namespace
}  // namespace canary
