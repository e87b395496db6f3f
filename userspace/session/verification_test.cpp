// SPDX-License-Identifier: Apache-2.0
#include "session/verification.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <iterator>

#include "session/testing/fake_stages.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// A verification without a kernel that is watched: its phases are short, its probes real.
class VerificationOnLoopback : public ::testing::Test {
 protected:
  VerificationOnLoopback() {
    options_.criteria.after_upgrade = false;
    options_.criteria.settle = 100ms;
    options_.criteria.deadline = 20ms;
    options_.baseline = 100ms;
    options_.gone_within = 100ms;
    options_.ready_within = 10s;
  }

  /// What was seen until the verification stopped the loop.
  Timeline run() {
    auto stages = Stages::start(starter_).value();
    const Verification verification({options_, *loop_, clock_, {}, {}, {}}, std::move(stages));
    EXPECT_TRUE(loop_->run().has_value());
    return verification.timeline();
  }

  void agent_later(Duration delay, Observed what) {
    loop_->after(delay, [this, what] { starter_.observe(clock_.now(), what); });
  }

  static std::string end_of(const Timeline& timeline) {
    return std::get<SessionEnded>(timeline.nodes.front().observations.back().what).reason;
  }

  VerifyOptions options_;
  BootClock clock_ = BootClock::measure();
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  testing::FakeStages starter_{*loop_, clock_};
};

TEST_F(VerificationOnLoopback, EndsWhenNoAgentGoes) {
  EXPECT_EQ(end_of(run()), "the agent did not go within 100 ms");
}

TEST_F(VerificationOnLoopback, SettlesBehindATransition) {
  options_.gone_within = 10s;
  agent_later(150ms, AgentGone{"HTTP 503"});
  agent_later(200ms, AgentReady{});
  EXPECT_EQ(end_of(run()), "settled");
}

TEST_F(VerificationOnLoopback, AfterAnUpgradeOnlySettles) {
  options_.criteria.after_upgrade = true;
  EXPECT_EQ(end_of(run()), "settled");
}

TEST_F(VerificationOnLoopback, AnInterruptedOneIsJudgedAsFarAsItCame) {
  options_.gone_within = 10s;
  loop_->after(50ms, [] { raise(SIGTERM); });
  EXPECT_EQ(end_of(run()), "interrupted");
}

TEST_F(VerificationOnLoopback, TheKernelsLastWordsComeBeforeTheLastTables) {
  options_.criteria.after_upgrade = true;
  run();
  const auto finishes = std::ranges::find(starter_.journal, "observer finishes");
  ASSERT_NE(finishes, starter_.journal.end());
  EXPECT_EQ(*std::next(finishes), "monitor lists");
}

TEST_F(VerificationOnLoopback, GathersWhatWasSeenSinceTheFirstStage) {
  options_.criteria.after_upgrade = true;
  const Timeline timeline = run();
  const auto& seen = timeline.nodes.front().observations;
  EXPECT_TRUE(std::holds_alternative<HookAttached>(seen.front().what));
  EXPECT_TRUE(std::ranges::any_of(seen, [](const Observation& one) {
    return std::holds_alternative<ReplyReceived>(one.what);
  }));
}

}  // namespace
}  // namespace canary
