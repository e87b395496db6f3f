// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <gtest/gtest.h>

#include <fstream>

namespace canary {
namespace {

std::string file_with(const std::string& name, const std::string& text) {
  std::string path = ::testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

TEST(SecretFile, EndsBeforeItsLastNewline) {
  EXPECT_EQ(read_secret("--token-file", file_with("ends_before", "two\nlines\n\n")), "two\nlines");
}

TEST(SecretFile, ThatIsEmptyIsAUsageError) {
  const auto secret = read_secret("--token-file", file_with("is_empty", "\n"));
  ASSERT_FALSE(secret.has_value());
  EXPECT_EQ(secret.error().kind, ErrorKind::Usage);
}

TEST(SecretFile, ThatIsMissingIsNamedWithItsFlag) {
  const auto secret = read_secret("--token-file", "/nowhere/token");
  ASSERT_FALSE(secret.has_value());
  EXPECT_EQ(secret.error().message, "--token-file /nowhere/token: it cannot be read");
}

}  // namespace
}  // namespace canary
