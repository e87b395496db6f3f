// SPDX-License-Identifier: Apache-2.0
#include "commands/verify_command.h"

#include <gtest/gtest.h>

#include <utility>

#include "commands/testing/options_of.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

Result<std::variant<VerifyOptions, ClusterOptions>> verify(const Words& words) {
  return testing::options_of<VerifyCommand>(words);
}

Words of_a_node_and(const Words& more) {
  Words words{"--node", "node-a", "--uplink", "eth0", "--peer", "node-b=10.0.1.10"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(VerifyCommand, RecoveryMayTakeTheWholeSettleTimeUnlessToldOtherwise) {
  const auto options = verify(of_a_node_and({"--settle", "7s"}));
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(std::get<VerifyOptions>(*options).criteria.recover_within, 7s);
}

TEST(VerifyCommand, SeveralUplinksMayBeNamedOrNone) {
  const auto several = verify(of_a_node_and({"--uplink", "eth1"}));
  ASSERT_TRUE(several.has_value()) << several.error().message;
  EXPECT_EQ(std::get<VerifyOptions>(*several).uplinks, (std::vector<std::string>{"eth0", "eth1"}));
  const auto none = verify({"--node", "node-a", "--peer", "node-b=10.0.1.10"});
  ASSERT_TRUE(none.has_value()) << none.error().message;
  EXPECT_TRUE(std::get<VerifyOptions>(*none).uplinks.empty());
}

TEST(VerifyCommand, WhatIsNotWatchedCannotBeJudged) {
  const auto refused = verify(of_a_node_and({"--settle", "5s", "--recover-within", "6s"}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
}

TEST(VerifyCommand, WithoutAnAgentThereIsNoUpgradeToWaitFor) {
  EXPECT_FALSE(verify(of_a_node_and({"--agent", "none"})).has_value());
  EXPECT_TRUE(verify(of_a_node_and({"--agent", "none", "--after"})).has_value());
}

TEST(VerifyCommand, OnlyWhatIsNamedIsProtected) {
  auto options = verify(of_a_node_and({"--local", "10.0.0.10"}));
  ASSERT_TRUE(options.has_value());
  EXPECT_TRUE(std::get<VerifyOptions>(*options).protects.empty());
  options = verify(of_a_node_and({"--protects", "10.0.0.0/24"}));
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(to_text(std::get<VerifyOptions>(*options).protects.at(0)), "10.0.0.0/24");
}

TEST(VerifyCommand, ANodeIsNotItsOwnPeer) {
  EXPECT_FALSE(verify(of_a_node_and({"--peer", "node-a=10.0.0.10"})).has_value());
}

TEST(VerifyCommand, EveryWrongOptionIsOneSentenceOfUsage) {
  const std::vector<Words> wrong{
      {},
      of_a_node_and({"--nonsense"}),
      of_a_node_and({"--port", "0"}),
      of_a_node_and({"--interval", "fast"}),
      of_a_node_and({"--interval", "0ms"}),
      of_a_node_and({"--local", "host"}),
      of_a_node_and({"--protects", "10.0.0.1/8"}),
  };
  for (const auto& words : wrong) {
    const auto refused = verify(words);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos) << refused.error().message;
  }
}

TEST(VerifyCommand, WritesAReportForMachinesAndOneForABrowser) {
  const auto options = verify(of_a_node_and({"--json", "a.json", "--html", "a.html"}));
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(std::get<VerifyOptions>(*options).reports.json, "a.json");
  EXPECT_EQ(std::get<VerifyOptions>(*options).reports.html, "a.html");
}

TEST(VerifyCommand, OnlyOneReportGoesToStdout) {
  EXPECT_FALSE(verify(of_a_node_and({"--json", "-", "--html", "-"})).has_value());
}

TEST(VerifyCommand, WithoutTakesAList) {
  const auto options = verify(of_a_node_and({"--without", "fentry,tcx"}));
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(std::get<VerifyOptions>(*options).without, (std::vector<std::string>{"fentry", "tcx"}));
}

TEST(VerifyCommand, OfTwoEqualOptionsTheLastCounts) {
  const auto parsed =
      verify(of_a_node_and({"--deadline", "1s", "--deadline", "2s", "--without", "tcx", "--without",
                            "fentry", "--local", "10.0.0.10", "--local", "fd00::10"}));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  const auto& options = std::get<VerifyOptions>(*parsed);
  EXPECT_EQ(options.criteria.deadline, 2s);
  EXPECT_EQ(options.without.size(), 2u);
  EXPECT_EQ(options.local.size(), 2u);
}

TEST(VerifyCommand, EvidenceThatLacksSomethingSaysWhat) {
  const std::vector<std::pair<Words, const char*>> wrong{
      {{"--evidence-listen", "192.0.2.1"}, "--evidence-token"},
      {{"--evidence-ca", "ca.pem"}, "--evidence-token"},
      {{"--evidence-token", "token", "--evidence-key", "key.pem"}, "--evidence-cert"},
      {{"--evidence-token", "token", "--evidence-cert", "c", "--evidence-key", "k"},
       "--evidence-ca"},
      {{"--evidence-token", "token", "--evidence-port", "0"}, "--evidence-port"},
      {{"--evidence-token", "token", "--evidence-listen", "192.0.2.1", "--evidence-ca", "ca.pem"},
       "--evidence-cert"},
  };
  for (const auto& [words, names] : wrong) {
    const auto refused = verify(of_a_node_and(words));
    ASSERT_FALSE(refused.has_value()) << names;
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_NE(refused.error().message.find(names), std::string::npos) << refused.error().message;
  }
}

TEST(VerifyCommand, AClusterIsAskedInOneWay) {
  const auto asked = verify({"--prometheus", "http://prometheus:9090", "--junit", "x"});
  ASSERT_TRUE(asked.has_value()) << asked.error().message;
  EXPECT_EQ(std::get<ClusterOptions>(*asked).prometheus, "http://prometheus:9090");
  for (const Words& words :
       {Words{"--cluster", "node-a"}, Words{"--html", "x"}, Words{"--peer", "node-b=10.0.1.10"}}) {
    Words all{"--prometheus", "http://prometheus:9090"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_FALSE(verify(all).has_value()) << words[0];
  }
}

}  // namespace
}  // namespace canary
