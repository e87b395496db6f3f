// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

PathAdded path_to_b() {
  PathAdded added;
  added.ssid = 1;
  added.remote = "node-b";
  return added;
}

std::string text_of(std::FILE* file) {
  EXPECT_EQ(std::fseek(file, 0, SEEK_SET), 0);
  std::string text(256, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  return text;
}

TEST(Progress, WithoutATerminalAPhaseIsOnePlainLine) {
  std::FILE* file = std::tmpfile();
  Progress progress(file, false);
  progress.enter_phase("baseline", {});
  progress.draw({});
  progress.enter_phase("settling", {});
  EXPECT_EQ(text_of(file), "xfrm-canary: phase baseline\nxfrm-canary: phase settling\n");
  std::fclose(file);
}

TEST(Progress, NamesThePathThatLosesAndTheCauses) {
  Progress progress(stderr, false);
  progress.observe(path_to_b());
  for (std::uint32_t sequence = 0; sequence < 9; ++sequence)
    progress.observe(ProbeSent{1, sequence, 44});
  ReplyReceived reply;
  reply.ssid = 1;
  progress.observe(reply);
  PacketDropped drop;
  drop.cause = "XfrmOutPolBlock";
  drop.packets = 8;
  progress.observe(drop);
  const std::string line = progress.line({}, 200);
  EXPECT_NE(line.find("1/9 answered"), std::string::npos) << line;
  EXPECT_NE(line.find("node-b encrypted: 8 lost"), std::string::npos) << line;
  EXPECT_NE(line.find("XfrmOutPolBlock 8"), std::string::npos) << line;
}

TEST(Progress, ProbesOnTheirWayAreNotCalledLost) {
  Progress progress(stderr, false);
  progress.observe(path_to_b());
  progress.observe(ProbeSent{1, 0, 44});
  EXPECT_EQ(progress.line({}, 200).find("lost"), std::string::npos);
}

TEST(Progress, NeverIsWiderThanTheTerminal) {
  Progress progress(stderr, false);
  EXPECT_LE(progress.line({}, 10).size(), 10u);
}

}  // namespace
}  // namespace canary
