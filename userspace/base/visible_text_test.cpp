// SPDX-License-Identifier: Apache-2.0
#include "base/visible_text.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(VisibleText, StaysWhereItShows) {
  for (const std::string_view text :
       {"node-a: 10.0.0.1 -> 10.0.0.2", "\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x98\x80", ""})
    EXPECT_EQ(visible(text), text);
}

TEST(VisibleText, EscapesControlsAndWhatTurnsTextAround) {
  EXPECT_EQ(visible("a\x1b[2J\n\x7f"), "a\\u001b[2J\\u000a\\u007f");
  EXPECT_EQ(visible("\xc2\x9b"
                    "31m"),
            "\\u009b31m");
  EXPECT_EQ(visible("\xe2\x80\xae\xe2\x81\xa6"), "\\u202e\\u2066");
  EXPECT_EQ(visible("\xef\xbf\xbf"), "\\uffff");
  EXPECT_EQ(visible("\xf3\xa0\x80\x81"), "\\U000e0001");
}

TEST(VisibleText, EscapesEachByteThatIsNoUtf8) {
  EXPECT_EQ(visible("n\xf6"
                    "de"),
            "n\\xf6de");
  for (const std::string_view bad : {"\x80", "\xff", "\xc3", "\xc0\xaf", "\xe0\x80\xaf",
                                     "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80"})
    EXPECT_EQ(visible(bad).size(), 4 * bad.size()) << visible(bad);
}

TEST(VisibleText, IsCutBetweenCharacters) {
  EXPECT_EQ(shortened("a\xc3\xa9z", 2), "a");
  EXPECT_EQ(shortened("a\xc3\xa9z", 3), "a\xc3\xa9");
  EXPECT_EQ(shortened("abc", 3), "abc");
}

void expect_refused(std::string_view name, std::string_view why) {
  const auto checked = check_name(name);
  ASSERT_FALSE(checked) << name;
  EXPECT_NE(checked.error().message.find(why), std::string::npos) << checked.error().message;
}

TEST(Name, ShowsAsItIs) {
  EXPECT_TRUE(check_name("node-a.example"));
  EXPECT_TRUE(
      check_name("n\xc3\xb6"
                 "de"));
  EXPECT_TRUE(check_name(std::string(253, 'n')));
  expect_refused("", "empty");
  expect_refused(std::string(254, 'n'), "longer than 253 octets");
  expect_refused(
      "n\xf6"
      "de-b",
      "'n\\xf6de-b' is no UTF-8");
  expect_refused("node\x1b[31m", "'node\\u001b[31m' holds a character that does not show");
  expect_refused("node\xe2\x80\xae", "does not show");
}

}  // namespace
}  // namespace canary
