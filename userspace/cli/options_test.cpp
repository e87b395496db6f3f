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

TEST(Options, VerifyAndJudgeWriteAReportForMachinesAndOneForABrowser) {
  const auto verify = parse(verify_and({"--json", "a.json", "--html", "a.html"}));
  ASSERT_TRUE(verify.has_value()) << verify.error().message;
  EXPECT_EQ(std::get<VerifyOptions>(*verify).reports.json, "a.json");
  EXPECT_EQ(std::get<VerifyOptions>(*verify).reports.html, "a.html");
  const auto judge = parse({"judge", "a.jsonl", "--html", "-"});
  ASSERT_TRUE(judge.has_value()) << judge.error().message;
  EXPECT_EQ(std::get<JudgeOptions>(*judge).reports.html, "-");
}

TEST(Options, OnlyOneReportGoesToStdout) {
  EXPECT_FALSE(parse(verify_and({"--json", "-", "--html", "-"})).has_value());
  EXPECT_FALSE(parse({"judge", "a.jsonl", "--json", "-", "--html", "-"}).has_value());
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

std::vector<const char*> reflect_and(std::vector<const char*> more) {
  std::vector<const char*> words{"reflect", "--uplink",        "eth0",
                                 "--node",  "node-b",          "--evidence-token",
                                 "token",   "--control-local", "192.0.2.2"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(Options, AReflectorThatWatchesTellsOnItsNodeAddress) {
  const auto command = parse(reflect_and({}));
  ASSERT_TRUE(command.has_value()) << command.error().message;
  const auto& options = std::get<ReflectOptions>(*command);
  ASSERT_EQ(options.evidence.listen.size(), 1u);
  EXPECT_EQ(to_text(options.evidence.listen[0]), "192.0.2.2");
  EXPECT_EQ(options.evidence.port, 8862);
}

TEST(Options, AReflectorThatWatchesMayTellElsewhere) {
  const auto command = parse(reflect_and({"--evidence-listen", "198.51.100.2"}));
  ASSERT_TRUE(command.has_value()) << command.error().message;
  const auto& listen = std::get<ReflectOptions>(*command).evidence.listen;
  ASSERT_EQ(listen.size(), 1u);
  EXPECT_EQ(to_text(listen[0]), "198.51.100.2");
}

TEST(Options, EvidenceThatLacksSomethingSaysWhat) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> wrong{
      {verify_and({"--evidence-listen", "192.0.2.1"}), "--evidence-token"},
      {verify_and({"--evidence-ca", "ca.pem"}), "--evidence-token"},
      {verify_and({"--evidence-token", "token", "--evidence-key", "key.pem"}), "--evidence-cert"},
      {verify_and({"--evidence-token", "token", "--evidence-cert", "c", "--evidence-key", "k"}),
       "--evidence-ca"},
      {verify_and({"--evidence-token", "token", "--evidence-port", "0"}), "--evidence-port"},
      {reflect_and({"--evidence-cert", "cert.pem"}), "--evidence-key"},
      {reflect_and({"--evidence-ca", "ca.pem"}), "--evidence-cert"},
      {verify_and({"--evidence-token", "token", "--evidence-listen", "192.0.2.1", "--evidence-ca",
                   "ca.pem"}),
       "--evidence-cert"},
      {{"reflect", "--evidence-token", "token"}, "--uplink"},
      {{"reflect", "--uplink", "eth0", "--evidence-token", "token"}, "--node"},
      {{"reflect", "--uplink", "eth0", "--node", "node-b"}, "--evidence-token"},
      {{"reflect", "--uplink", "eth0", "--node", "node-b", "--evidence-token", "token"},
       "--control-local"},
  };
  for (const auto& [words, names] : wrong) {
    const auto refused = parse(words);
    ASSERT_FALSE(refused.has_value()) << names;
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_NE(refused.error().message.find(names), std::string::npos) << refused.error().message;
  }
}

TEST(Options, AClusterIsAskedInOneWay) {
  const auto asked = parse({"verify", "--prometheus", "http://prometheus:9090", "--junit", "x"});
  ASSERT_TRUE(asked.has_value()) << asked.error().message;
  EXPECT_EQ(std::get<ClusterOptions>(*asked).prometheus, "http://prometheus:9090");
  for (const auto& words :
       {std::vector<const char*>{"--cluster", "node-a"}, std::vector<const char*>{"--html", "x"},
        std::vector<const char*>{"--peer", "node-b=10.0.1.10"}}) {
    std::vector<const char*> all{"verify", "--prometheus", "http://prometheus:9090"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_FALSE(parse(all).has_value()) << words[0];
  }
}

TEST(Options, HelpIsNoError) {
  const auto command = parse({"--help"});
  ASSERT_TRUE(command.has_value());
  EXPECT_NE(std::get<HelpText>(*command).text.find("verify"), std::string::npos);
}

}  // namespace
}  // namespace canary
