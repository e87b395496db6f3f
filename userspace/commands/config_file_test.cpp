// SPDX-License-Identifier: Apache-2.0
#include "commands/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "commands/run_command.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class ConfigFile : public ::testing::Test {
 protected:
  ~ConfigFile() override { std::filesystem::remove(path_); }

  Result<RunOptions> parse(const std::string& text, const Words& more = {}) {
    std::ofstream(path_) << text;
    Words words{"--config", path_};
    words.insert(words.end(), more.begin(), more.end());
    return read_run_options(words);
  }

  std::string path_ =
      ::testing::TempDir() + ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

constexpr const char* kUsual = R"(
# of node-a
node = "node-a"
uplink = "eth0"
cover = "10s"
no-reflector = true
peer = ["node-b=10.0.1.10,control=192.0.2.2", "node-c=10.0.2.10"]
)";

TEST_F(ConfigFile, EachFlagIsAKey) {
  const auto run = parse(kUsual);
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_EQ(run->session.node, "node-a");
  EXPECT_EQ(run->session.criteria.interval, 10s);
  EXPECT_FALSE(run->session.reflector);
  ASSERT_EQ(run->session.peers.size(), 2u);
  EXPECT_EQ(to_text(run->session.peers[0].control.at(0)), "192.0.2.2");
}

TEST_F(ConfigFile, TheCommandLineWins) {
  const auto run = parse(kUsual, {"--cover", "5s", "--peer=node-d=10.0.3.10"});
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_EQ(run->session.criteria.interval, 5s);
  ASSERT_EQ(run->session.peers.size(), 1u);
  EXPECT_EQ(run->session.peers[0].name, "node-d");
}

TEST_F(ConfigFile, WhatIsWrongIsNamed) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"colour = \"red\"\n", "'colour'"},
      {"[node]\nname = \"a\"\n", "[node]"},
      {"no-reflector = \"perhaps\"\n", "no-reflector is true or false"},
      {"config = \"other.toml\"\n", "'config'"},
      {"port = 0\n", "--port"},
      {"listen = \"9862\"\n", "--listen"},
      {"listen = \"0.0.0.0:9862\"\n", "--token-file"},
      {"window = \"1s\"\n", "--window"},
  };
  for (const auto& [line, named] : wrong) {
    const auto refused = parse(kUsual + line);
    ASSERT_FALSE(refused.has_value()) << line;
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_THAT(refused.error().message, HasSubstr(named));
    EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
  }
}

TEST_F(ConfigFile, AFileThatIsNotThereIsNamed) {
  const auto refused = read_run_options({"--config", "/nowhere/run.toml"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("/nowhere/run.toml"));
}

TEST_F(ConfigFile, PeersMayComeLater) {
  const auto run = parse("node = \"node-a\"\nuplink = \"eth0\"\n");
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_TRUE(run->session.peers.empty());
}

TEST_F(ConfigFile, SeveralUplinksAreAList) {
  const auto run = parse("node = \"node-a\"\nuplink = [\"eth0\", \"eth1\"]\n");
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_EQ(run->session.uplinks, (std::vector<std::string>{"eth0", "eth1"}));
}

TEST_F(ConfigFile, IsReadAgainAsItIsNow) {
  const auto run = parse(kUsual);
  ASSERT_TRUE(run.has_value()) << run.error().message;
  std::ofstream(path_) << "node = \"node-a\"\nuplink = \"eth0\"\npeer = \"node-d=10.0.3.10\"\n";
  const auto later = run->read_again();
  ASSERT_TRUE(later.has_value()) << later.error().message;
  ASSERT_EQ(later->session.peers.size(), 1u);
  EXPECT_EQ(later->session.peers[0].name, "node-d");
}

}  // namespace
}  // namespace canary
