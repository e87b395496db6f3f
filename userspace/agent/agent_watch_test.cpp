// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "base/scoped_netns.h"
#include "testing/fake_http_server.h"
#include "testing/fresh_netns.h"
#include "testing/run_until.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;

class AgentWatchOn : public ::testing::Test {
 protected:
  void watch(AgentSpec spec, const std::string& netns = "") {
    watch_ = AgentWatch::start(
                 *loop_, clock_, {.spec = std::move(spec), .interval = 2ms, .netns = netns},
                 [this](Instant at, const Observed& what) { seen_.emplace_back(at, what); })
                 .value();
  }
  bool run_until(const std::function<bool()>& done) { return testing::run_until(*loop_, done); }
  template <class What>
  What next() {
    const std::size_t index = taken_++;
    EXPECT_TRUE(run_until([&] { return seen_.size() > index; }));
    return std::get<What>(seen_.at(index).second);
  }

  const TemporaryFolder folder_;
  BootClock clock_ = BootClock::measure();
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  std::vector<std::pair<Instant, Observed>> seen_;
  std::size_t taken_ = 0;
  std::unique_ptr<AgentWatch> watch_;
};

std::unique_ptr<FakeHttpServer> cilium(const std::string& socket, const std::string& version) {
  return FakeHttpServer::on_unix_socket(socket, [version](const auto&) {
    return FakeHttpServer::answer(200,
                                  R"({"cilium":{"state":"Ok","msg":")" + version + R"_( (v)"}})_");
  });
}

TEST_F(AgentWatchOn, ACiliumUpgradeIsSeenGoneAndReadyWithBothVersions) {
  const std::string socket = folder_.file("cilium.sock");
  auto agent = cilium(socket, "1.13.0");
  watch(CiliumAgent{socket});
  EXPECT_EQ(next<AgentSeen>(), AgentSeen{"1.13.0"});

  agent.reset();
  // Reset, where a poll was waiting to be accepted when the agent went.
  EXPECT_THAT(next<AgentGone>().reason, AnyOf("connection refused", "connection reset by peer"));

  std::remove(socket.c_str());
  const Instant before_ready = clock_.now();
  agent = cilium(socket, "1.13.1");
  const auto ready = next<AgentReady>();
  EXPECT_EQ(ready.version, "1.13.1");
  const Instant ready_at = seen_.back().first;
  EXPECT_GT(ready_at, before_ready);
  EXPECT_LT(ready.last_not_ready, ready_at);
  EXPECT_GT(ready.last_not_ready, seen_.at(1).first - 1s);
}

TEST_F(AgentWatchOn, AnAgentThatIsAbsentAtStartIsGoneAndSaysSo) {
  watch(CiliumAgent{folder_.file("none.sock")});
  EXPECT_EQ(next<AgentGone>(), AgentGone{"absent since start: no such file or directory"});
}

TEST_F(AgentWatchOn, AFileComesAndGoes) {
  const std::string path = folder_.file("ready");
  watch(FileAgent{path});
  next<AgentGone>();
  std::ofstream(folder_.file("new")) << "1.13.2\n";
  std::rename(folder_.file("new").c_str(), path.c_str());
  EXPECT_EQ(next<AgentReady>().version, "1.13.2");
  std::remove(path.c_str());
  EXPECT_EQ(next<AgentGone>(), AgentGone{"no such file"});
}

TEST_F(AgentWatchOn, HttpIsAskedInsideTheNodesNamespace) {
  const auto node = FreshNetns::make();
  if (!node) GTEST_SKIP() << "needs CAP_SYS_ADMIN to make a network namespace";
  std::unique_ptr<FakeHttpServer> agent;
  {
    const auto inside = ScopedNetns::enter(node->path());
    ASSERT_TRUE(inside.has_value()) << inside.error().message;
    agent = FakeHttpServer::on_loopback([](const auto&) { return FakeHttpServer::answer(200); });
  }
  watch(HttpAgent{agent->endpoint(), "/healthz"}, node->path());
  EXPECT_EQ(next<AgentSeen>(), AgentSeen{});
}

TEST_F(AgentWatchOn, NobodyToAskMeansNothingIsSeen) {
  watch(NoAgent{});
  bool later = false;
  loop_->after(20ms, [&] { later = true; });
  ASSERT_TRUE(run_until([&] { return later; }));
  EXPECT_TRUE(seen_.empty());
}

TEST_F(AgentWatchOn, AMissingNamespaceIsAnErrorAtStart) {
  const auto refused = AgentWatch::start(
      *loop_, clock_, {.spec = HttpAgent{}, .netns = "/run/netns/none"}, [](auto&&...) {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("/run/netns/none"), std::string::npos);
}

TEST_F(AgentWatchOn, CheckOnceNamesTheAgentTheReasonAndTheWayOut) {
  const auto checked = AgentWatch::check_once({.spec = CiliumAgent{"/nowhere/cilium.sock"}});
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().kind, ErrorKind::Environment);
  EXPECT_TRUE(checked.error().message.starts_with(
      "agent cilium:/nowhere/cilium.sock is not ready: no such file or directory; "))
      << checked.error().message;
}

TEST_F(AgentWatchOn, CheckOnceIsContentWithAReadyAgent) {
  EXPECT_TRUE(AgentWatch::check_once({.spec = ExecAgent{"true"}}).has_value());
  EXPECT_TRUE(AgentWatch::check_once({.spec = NoAgent{}}).has_value());
}

}  // namespace
}  // namespace canary
