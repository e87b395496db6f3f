// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_poller.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "testing/fake_http_server.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

AgentPoll polled(const AgentSpec& spec, Duration limit = 10s) {
  return AgentPoller(spec, limit).poll();
}

bool is_brief(const std::string& request) {
  return request.find("\r\nbrief: true\r\n") != std::string::npos;
}

constexpr auto kBriefWithVersion =
    R"_({"cilium":{"state":"Ok","msg":"1.13.0 (v1.13.0-c9723a8df3)"}})_";
constexpr auto kBriefWithout = R"_({"cilium":{"state":"Ok"}})_";

TEST(PollCilium, TheBriefStatusIsEnoughWhereItTellsTheVersion) {
  const TemporaryFolder folder;
  const auto server = FakeHttpServer::on_unix_socket(
      folder.file("s"), [](const auto&) { return FakeHttpServer::answer(200, kBriefWithVersion); });
  EXPECT_EQ(polled(CiliumAgent{folder.file("s")}), AgentPoll::ready("1.13.0"));
  ASSERT_EQ(server->requests().size(), 1u);
  EXPECT_TRUE(is_brief(server->requests()[0]));
}

TEST(PollCilium, AsksOnceInFullForAVersionThatTheBriefStatusLacks) {
  const TemporaryFolder folder;
  const auto server =
      FakeHttpServer::on_unix_socket(folder.file("s"), [](const std::string& request) {
        return FakeHttpServer::answer(200, is_brief(request) ? kBriefWithout : kBriefWithVersion);
      });
  AgentPoller poller(CiliumAgent{folder.file("s")}, 10s);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(poller.poll(), AgentPoll::ready("1.13.0"));
  EXPECT_EQ(server->requests().size(), 4u);
}

TEST(PollCilium, AnAbsentSocketIsNotReady) {
  EXPECT_EQ(polled(CiliumAgent{"/nowhere/cilium.sock"}),
            AgentPoll::not_ready("no such file or directory"));
}

TEST(PollCilium, ASocketThatNobodyServesAnyMoreIsRefused) {
  const TemporaryFolder folder;
  FakeHttpServer::on_unix_socket(folder.file("s"), [](const auto&) { return ""; });  // gone again
  EXPECT_EQ(polled(CiliumAgent{folder.file("s")}), AgentPoll::not_ready("connection refused"));
}

TEST(PollSystemd, AsksWhetherTheUnitIsActive) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("systemctl"))
      << "#!/bin/sh\n[ \"$*\" = 'is-active --quiet -- up.service' ] && exit 0\nexit 3\n";
  std::filesystem::permissions(folder.file("systemctl"), std::filesystem::perms::owner_all);
  const std::string before = getenv("PATH");
  setenv("PATH", (folder.file(".") + ":" + before).c_str(), 1);
  const AgentPoll up = polled(SystemdAgent{"up.service"});
  const AgentPoll down = polled(SystemdAgent{"down.service"});
  setenv("PATH", folder.file("nothing").c_str(), 1);
  const AgentPoll nobody = polled(SystemdAgent{"up.service"});
  setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(up, AgentPoll::ready());
  EXPECT_EQ(down, AgentPoll::not_ready("the unit is not active"));
  EXPECT_EQ(nobody, AgentPoll::not_ready("there is no systemctl here"));
}

TEST(PollHttp, Only200IsReady) {
  for (const int status : {200, 204, 301, 404, 503}) {
    const auto server =
        FakeHttpServer::on_loopback([=](const auto&) { return FakeHttpServer::answer(status); });
    EXPECT_EQ(polled(HttpAgent{server->endpoint(), "/healthz"}),
              status == 200 ? AgentPoll::ready()
                            : AgentPoll::not_ready("HTTP " + std::to_string(status)));
    EXPECT_TRUE(server->requests().at(0).starts_with("GET /healthz "));
    EXPECT_TRUE(is_brief(server->requests().at(0)));
  }
}

TEST(PollHttp, ASilentServerTimesOut) {
  const auto server = FakeHttpServer::on_loopback([](const auto&) { return ""; });
  EXPECT_EQ(polled(HttpAgent{server->endpoint(), "/"}, 20ms).state, AgentState::TimedOut);
}

TEST(PollExec, ReadyIsExitStatusZero) {
  EXPECT_EQ(polled(ExecAgent{"true"}), AgentPoll::ready());
  EXPECT_EQ(polled(ExecAgent{"exit 3"}), AgentPoll::not_ready("exit status 3"));
  EXPECT_EQ(polled(ExecAgent{"kill -9 $$"}), AgentPoll::not_ready("killed by signal 9"));
}

TEST(PollExec, ASlowCommandTimesOut) {
  EXPECT_EQ(polled(ExecAgent{"sleep 600"}, 50ms), AgentPoll::timed_out("not done within 50 ms"));
}

TEST(PollFile, ItsFirstLineIsTheVersion) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("ready")) << "1.13.2 \nand more\n";
  EXPECT_EQ(polled(FileAgent{folder.file("ready")}), AgentPoll::ready("1.13.2"));
}

TEST(PollFile, AbsentAndEmptyAreNotReady) {
  const TemporaryFolder folder;
  EXPECT_EQ(polled(FileAgent{folder.file("ready")}), AgentPoll::not_ready("no such file"));
  std::ofstream(folder.file("ready")).flush();
  EXPECT_EQ(polled(FileAgent{folder.file("ready")}), AgentPoll::not_ready("the file is empty"));
}

TEST(PollFile, AFirstLineThatIsEmptyIsReadyWithoutAVersion) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("ready")) << "\n";
  EXPECT_EQ(polled(FileAgent{folder.file("ready")}), AgentPoll::ready());
}

}  // namespace
}  // namespace canary
