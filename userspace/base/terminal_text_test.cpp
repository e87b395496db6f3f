// SPDX-License-Identifier: Apache-2.0
#include "base/terminal_text.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(TerminalText, MakesWordsVisible) {
  const TerminalText text = TerminalText("node ") + "\x1b]0;x\x07";
  EXPECT_EQ(text.text(), "node \\u001b]0;x\\u0007");
}

TEST(TerminalText, HasTheColoursAndLineEndsOfThisProgram) {
  TerminalText text = TerminalText::painted("31", "\x1b[5m");
  text.end_line();
  EXPECT_EQ(text.text(), "\x1b[31m\\u001b[5m\x1b[0m\n");
}

TEST(TerminalText, APartIsNotEscapedTwice) {
  const TerminalText text("a\nb");
  EXPECT_EQ(text.part(1, 6).text(), "\\u000a");
}

TEST(TerminalText, WhatCannotBePrintedIsOneError) {
  std::FILE* full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  EXPECT_FALSE(print(full, "x"));
  std::fclose(full);
  std::FILE* file = std::tmpfile();
  EXPECT_TRUE(print(file, "x"));
  std::fclose(file);
}

}  // namespace
}  // namespace canary
