// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "session/testing/fake_stages.h"
#include "testing/ip.h"
#include "testing/run_until.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::ip;

/// A daemon on node-a without a kernel that is watched; it probes node-b, which is itself.
class RunSessionOnLoopback : public ::testing::Test {
 protected:
  RunSessionOnLoopback() {
    VerifyOptions& session = options_.session;
    session.node = "node-a";
    session.peers = {{"node-b", {ip("127.0.0.3")}, {}, {}}};
    session.baseline = 50ms;
    session.criteria.settle = 50ms;
    session.criteria.deadline = 20ms;
    options_.window = 10min;
    options_.listen = {ip("127.0.0.1"), 0};
  }

  Result<std::unique_ptr<RunSession>> start() {
    SessionHeader header;
    header.node = options_.session.node;
    header.started = clock_.now();
    header.criteria = options_.session.criteria;
    return RunSession::start({options_,
                              *loop_,
                              clock_,
                              header,
                              "0.1.0",
                              {},
                              {},
                              [this](const std::string& sentence) { said_.push_back(sentence); }},
                             starter_);
  }

  void agent(Observed what) { starter_.observe(clock_.now(), std::move(what)); }
  [[nodiscard]] bool has_said(const std::string& part) const {
    return std::ranges::any_of(
        said_, [&](const std::string& sentence) { return sentence.contains(part); });
  }
  bool run_until_said(const std::string& part) {
    return testing::run_until(*loop_, [&] { return has_said(part); });
  }

  RunOptions options_;
  BootClock clock_ = BootClock::measure();
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  testing::FakeStages starter_{*loop_, clock_};
  std::vector<std::string> said_;
};

TEST_F(RunSessionOnLoopback, SaysWhatItWatches) {
  const auto session = start();
  ASSERT_TRUE(session.has_value()) << session.error().message;
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_TRUE(
      said_.front().starts_with("watching 1 paths to 1 peers; metrics on http://127.0.0.1:"))
      << said_.front();
}

TEST_F(RunSessionOnLoopback, IsNotThereWhereAStageFails) {
  starter_.fails = "prober";
  const auto session = start();
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().message, "no prober");
  EXPECT_EQ(starter_.journal.back(), "observer ended");
  EXPECT_TRUE(said_.empty());
}

TEST_F(RunSessionOnLoopback, JudgesATransition) {
  const auto session = start();
  agent(AgentGone{"HTTP 503"});
  agent(AgentReady{});
  EXPECT_TRUE(run_until_said("transition judged: "));
}

TEST_F(RunSessionOnLoopback, JudgesATransitionThatTheNextOneCutsShort) {
  options_.session.criteria.settle = 1h;
  const auto session = start();
  agent(AgentGone{"HTTP 503"});
  agent(AgentReady{});
  agent(AgentGone{"HTTP 503"});
  EXPECT_TRUE(run_until_said("transition judged: "));
}

TEST_F(RunSessionOnLoopback, SaysThatProbesDoNotComeBack) {
  starter_.answers = false;
  const auto session = start();
  EXPECT_TRUE(run_until_said("node-a -> node-b ipv4 encrypted: probes do not come back since"));
}

TEST_F(RunSessionOnLoopback, SaysWhenTheAgentGoesWhatWasBrokenBefore) {
  starter_.answers = false;
  const auto session = start();
  ASSERT_TRUE(run_until_said("probes do not come back since"));
  EXPECT_FALSE(has_said("is unreachable already")) << "no agent has gone";
  agent(AgentGone{"HTTP 503"});
  EXPECT_TRUE(has_said("node-b is unreachable already: none of "));
}

TEST_F(RunSessionOnLoopback, SaysNothingOfPathsThatWorkWhenTheAgentGoes) {
  const auto session = start();
  starter_.observe(clock_.now() - 10s, ProbeSent{1, 1'000'000, 44});
  starter_.observe(clock_.now(), ReplyReceived{.ssid = 1, .sequence = 1'000'000});
  agent(AgentGone{"HTTP 503"});
  EXPECT_TRUE(has_said("the agent has gone"));
  EXPECT_FALSE(has_said("is unreachable already"));
}

TEST_F(RunSessionOnLoopback, ProbesThePeersOfAFile) {
  options_.peers_file = ::testing::TempDir() + "run_session_peers";
  std::ofstream(options_.peers_file) << "node-c=127.0.0.4\n";
  const auto session = start();
  EXPECT_TRUE(run_until_said("node-a -> node-c")) << "nobody answers there";
}

TEST_F(RunSessionOnLoopback, EndsAtSigterm) {
  const auto session = start();
  raise(SIGTERM);
  EXPECT_TRUE(loop_->run().has_value());
}

TEST_F(RunSessionOnLoopback, TakesPeersOverAtSighup) {
  options_.read_again = [this]() -> Result<RunOptions> {
    RunOptions now = options_;
    now.session.peers = parse_peers({"node-b=127.0.0.3", "node-c=127.0.0.4"}).value();
    return now;
  };
  const auto session = start();
  raise(SIGHUP);
  EXPECT_TRUE(run_until_said("reloaded: 2 peers are configured"));
  EXPECT_TRUE(run_until_said("node-a -> node-c")) << "nobody answers there";
}

TEST_F(RunSessionOnLoopback, ReloadsNothingWhereTheConfigurationIsWrong) {
  options_.read_again = []() -> Result<RunOptions> { return usage_error("no such option"); };
  const auto session = start();
  raise(SIGHUP);
  EXPECT_TRUE(run_until_said("nothing is reloaded: "));
}

}  // namespace
}  // namespace canary
