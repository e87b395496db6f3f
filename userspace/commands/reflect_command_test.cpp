// SPDX-License-Identifier: Apache-2.0
#include "commands/reflect_command.h"

#include <gtest/gtest.h>

#include <utility>

#include "commands/testing/options_of.h"

namespace canary {
namespace {

using testing::options_of;

Words that_watches_and(const Words& more) {
  Words words{"--uplink",         "eth0",  "--node",          "node-b",
              "--evidence-token", "token", "--control-local", "192.0.2.2"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(ReflectCommand, AReflectorThatWatchesTellsOnItsNodeAddress) {
  const auto options = options_of<ReflectCommand>(that_watches_and({}));
  ASSERT_TRUE(options.has_value()) << options.error().message;
  ASSERT_EQ(options->evidence.listen.size(), 1u);
  EXPECT_EQ(to_text(options->evidence.listen[0]), "192.0.2.2");
  EXPECT_EQ(options->evidence.port, 8862);
}

TEST(ReflectCommand, AReflectorThatWatchesMayTellElsewhere) {
  const auto options =
      options_of<ReflectCommand>(that_watches_and({"--evidence-listen", "198.51.100.2"}));
  ASSERT_TRUE(options.has_value()) << options.error().message;
  ASSERT_EQ(options->evidence.listen.size(), 1u);
  EXPECT_EQ(to_text(options->evidence.listen[0]), "198.51.100.2");
}

TEST(ReflectCommand, EvidenceThatLacksSomethingSaysWhat) {
  const std::vector<std::pair<Words, const char*>> wrong{
      {that_watches_and({"--evidence-cert", "cert.pem"}), "--evidence-key"},
      {that_watches_and({"--evidence-ca", "ca.pem"}), "--evidence-cert"},
      {{"--evidence-token", "token"}, "--node"},
      {{"--uplink", "eth0", "--node", "node-b"}, "--evidence-token"},
      {{"--uplink", "eth0", "--node", "node-b", "--evidence-token", "token"}, "--control-local"},
  };
  for (const auto& [words, names] : wrong) {
    const auto refused = options_of<ReflectCommand>(words);
    ASSERT_FALSE(refused.has_value()) << names;
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    EXPECT_NE(refused.error().message.find(names), std::string::npos) << refused.error().message;
  }
}

}  // namespace
}  // namespace canary
