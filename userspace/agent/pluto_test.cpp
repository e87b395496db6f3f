// SPDX-License-Identifier: Apache-2.0
#include "agent/pluto.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "testing/fake_unix_server.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

TEST(AskPluto, ReadyWhereTheRequestIsTaken) {
  const TemporaryFolder folder;
  const FakeUnixServer server(folder.file("s"), "", FakeUnixServer::After::Close);
  EXPECT_EQ(ask_pluto({folder.file("s")}, 10s), AgentPoll::ready());
}

TEST(AskPluto, AsksForNothing) {
  const TemporaryFolder folder;
  const FakeUnixServer server(folder.file("s"), "", FakeUnixServer::After::Close);
  ASSERT_EQ(ask_pluto({folder.file("s")}, 10s), AgentPoll::ready());
  const std::string request = server.requests().at(0);
  std::uint32_t magic = 0;
  std::memcpy(&magic, request.data(), sizeof(magic));
  EXPECT_EQ(magic, 0x77686b19u);
  EXPECT_TRUE(std::ranges::all_of(request.substr(4), [](char flag) { return flag == 0; }));
}

TEST(AskPluto, WhoComplainsIsThereAsWell) {
  const TemporaryFolder folder;
  const FakeUnixServer server(folder.file("s"), "047 bad magic\n", FakeUnixServer::After::Close);
  EXPECT_EQ(ask_pluto({folder.file("s")}, 10s), AgentPoll::ready());
}

TEST(AskPluto, WhoTakesNoRequestTimesOut) {
  const TemporaryFolder folder;
  const FakeUnixServer server(folder.file("s"), "", FakeUnixServer::After::Wait);
  EXPECT_EQ(ask_pluto({folder.file("s")}, 30ms).state, AgentState::TimedOut);
}

TEST(AskPluto, AnAbsentSocketIsNotReady) {
  EXPECT_EQ(ask_pluto({"/nowhere/pluto.ctl"}, 1s),
            AgentPoll::not_ready("no such file or directory"));
}

}  // namespace
}  // namespace canary
