// SPDX-License-Identifier: Apache-2.0
#include "session/stages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "session/testing/fake_stages.h"
#include "testing/run_until.h"

namespace canary {
namespace {

using Journal = std::vector<std::string>;

const Journal& all_stages() {
  static const Journal stages{"observer",         "monitor",     "reflector", "stop signal",
                              "evidence service", "agent watch", "prober"};
  return stages;
}

bool is_blocked(int signal) {
  sigset_t blocked;
  EXPECT_EQ(pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
  return sigismember(&blocked, signal) == 1;
}

class StagesOnLoopback : public ::testing::Test {
 protected:
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  testing::FakeStages starter_{*loop_, BootClock::measure()};
};

TEST_F(StagesOnLoopback, StartInTheOrderOfTheirContract) {
  const auto stages = Stages::start(starter_);
  ASSERT_TRUE(stages.has_value()) << stages.error().message;
  EXPECT_EQ(starter_.journal, all_stages());
}

TEST_F(StagesOnLoopback, TheFirstThatFailsIsTheErrorAndNothingStays) {
  for (const std::string& failing : all_stages()) {
    starter_.journal.clear();
    starter_.fails = failing;
    const auto stages = Stages::start(starter_);
    ASSERT_FALSE(stages.has_value()) << failing;
    EXPECT_EQ(stages.error().message, "no " + failing);
    Journal expected(all_stages().begin(), std::ranges::find(all_stages(), failing));
    if (expected.size() > 1) expected.emplace_back("monitor ended");
    if (!expected.empty()) expected.emplace_back("observer ended");
    EXPECT_EQ(starter_.journal, expected) << failing;
    EXPECT_FALSE(is_blocked(SIGTERM)) << failing;
  }
}

TEST_F(StagesOnLoopback, ThreadsBeginWhenSignalsAreBlocked) {
  const auto stages = Stages::start(starter_).value();
  EXPECT_TRUE(is_blocked(SIGTERM));
}

TEST_F(StagesOnLoopback, WhatIsSeenWhileTheyStartComesFirst) {
  const auto stages = Stages::start(starter_).value();
  std::vector<Observed> seen;
  stages->pass_on_to({[&](Instant, Observed what) { seen.push_back(std::move(what)); }, {}, {}});
  starter_.observe({}, AgentGone{"HTTP 503"});
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<HookAttached>(seen[0]));
  EXPECT_TRUE(std::holds_alternative<PathAdded>(seen[1]));
  EXPECT_TRUE(std::holds_alternative<AgentGone>(seen[2]));
}

TEST_F(StagesOnLoopback, SignalsStopAndReload) {
  const auto stages = Stages::start(starter_).value();
  Journal heard;
  stages->pass_on_to({[](Instant, const Observed&) {}, [&] { heard.emplace_back("stop"); },
                      [&] { heard.emplace_back("reload"); }});
  raise(SIGHUP);
  EXPECT_TRUE(testing::run_until(*loop_, [&] { return heard.size() == 1; }));
  EXPECT_EQ(heard, Journal{"reload"});
}

}  // namespace
}  // namespace canary
