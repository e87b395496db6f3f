// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using namespace std::chrono_literals;

Result<Command> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "xfrm-canary");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

std::vector<const char*> verify_and(std::vector<const char*> more) {
  std::vector<const char*> words{"verify", "--node", "node-a",          "--uplink",
                                 "eth0",   "--peer", "node-b=10.0.1.10"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(Options, RecoveryMayTakeTheWholeSettleTimeUnlessToldOtherwise) {
  const auto command = parse(verify_and({"--settle", "7s"}));
  ASSERT_TRUE(command.has_value()) << command.error().message;
  EXPECT_EQ(std::get<VerifyOptions>(*command).criteria.recover_within, 7s);
}

TEST(Options, WhatIsNotWatchedCannotBeJudged) {
  const auto refused = parse(verify_and({"--settle", "5s", "--recover-within", "6s"}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
}

TEST(Options, WithoutAnAgentThereIsNoUpgradeToWaitFor) {
  EXPECT_FALSE(parse(verify_and({"--agent", "none"})).has_value());
  EXPECT_TRUE(parse(verify_and({"--agent", "none", "--after"})).has_value());
}

TEST(Options, LocalAddressesAreProtectedByThemselves) {
  const auto command = parse(verify_and({"--local", "10.0.0.10"}));
  ASSERT_TRUE(command.has_value());
  EXPECT_EQ(to_text(std::get<VerifyOptions>(*command).protects.at(0)), "10.0.0.10/32");
}

TEST(Options, ANodeIsNotItsOwnPeer) {
  EXPECT_FALSE(parse(verify_and({"--peer", "node-a=10.0.0.10"})).has_value());
}

TEST(Options, EveryWrongFlagIsOneSentenceOfUsage) {
  const std::vector<std::vector<const char*>> wrong{
      {},
      {"verfy"},
      {"verify"},
      verify_and({"--nonsense"}),
      verify_and({"--port", "0"}),
      verify_and({"--interval", "fast"}),
      verify_and({"--interval", "0ms"}),
      verify_and({"--local", "host"}),
      verify_and({"--protects", "10.0.0.1/8"}),
      {"judge"},
  };
  for (const auto& words : wrong) {
    const auto refused = parse(words);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos) << refused.error().message;
  }
}

TEST(Options, WithoutTakesAList) {
  const auto command = parse({"doctor", "--without", "fentry,tcx"});
  ASSERT_TRUE(command.has_value());
  EXPECT_EQ(std::get<DoctorOptions>(*command).without, (std::vector<std::string>{"fentry", "tcx"}));
}

TEST(Options, OfTwoEqualOnesTheLastCounts) {
  const auto command =
      parse(verify_and({"--deadline", "1s", "--deadline", "2s", "--without", "tcx", "--without",
                        "fentry", "--local", "10.0.0.10", "--local", "fd00::10"}));
  ASSERT_TRUE(command.has_value()) << command.error().message;
  const auto& options = std::get<VerifyOptions>(*command);
  EXPECT_EQ(options.criteria.deadline, 2s);
  EXPECT_EQ(options.without.size(), 2u);
  EXPECT_EQ(options.local.size(), 2u);
}

TEST(Options, HelpIsNoError) {
  const auto command = parse({"--help"});
  ASSERT_TRUE(command.has_value());
  EXPECT_NE(std::get<HelpText>(*command).text.find("verify"), std::string::npos);
}

}  // namespace
}  // namespace canary
