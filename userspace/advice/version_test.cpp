// SPDX-License-Identifier: Apache-2.0
#include "advice/version.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(Version, ReadsWhatAgentsAndPeopleWrite) {
  for (const auto* text : {"1.13.1", "v1.13.1", "1.13.1 (v1.13.1-a6be57eb80)", "1.13.1-rc.0"})
    EXPECT_EQ(Version::parse(text), (Version{1, 13, 1})) << text;
}

TEST(Version, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "1.13", "1.13.", "latest", "1.13.x", "1.13.1.2", "99999999999.1.1"}) {
    const auto parsed = Version::parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::Usage);
    EXPECT_NE(parsed.error().message.find("write it as 1.13.1"), std::string::npos);
  }
}

TEST(Version, ComparesByNumberAndNotByLetter) {
  EXPECT_LT((Version{1, 9, 9}), (Version{1, 10, 0}));
  EXPECT_LT((Version{1, 13, 2}), (Version{1, 13, 10}));
}

}  // namespace
}  // namespace canary
