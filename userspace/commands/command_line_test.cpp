// SPDX-License-Identifier: Apache-2.0
#include "commands/command_line.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "commands/command_table.h"

namespace canary {
namespace {

TEST(CommandLine, WhatNamesNoCommandIsOneSentenceOfUsage) {
  for (const Words& words : {Words{}, Words{"verfy"}, Words{"verify", "--nonsense"}}) {
    const auto refused = CommandLine().run(words);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos) << refused.error().message;
  }
}

TEST(CommandLine, HelpListsEveryCommandOfTheTable) {
  const std::string help = CommandLine().app().help();
  for (const CommandEntry& entry : command_table())
    EXPECT_NE(help.find(entry.summary), std::string::npos) << entry.name;
}

TEST(CommandLine, HelpIsNoError) {
  EXPECT_EQ(CommandLine().run({"verify", "--help"}), ExitStatus::Fine);
}

}  // namespace
}  // namespace canary
