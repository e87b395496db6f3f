// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_status.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using Sentences = std::vector<std::string>;

const Path& path_to_b() {
  static const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  return path;
}

class StatusOfARun : public ::testing::Test {
 protected:
  [[nodiscard]] bool metrics_tell(const std::string& sample) const {
    return status_.metrics().text().find(sample) != std::string::npos;
  }

  Sentences said_;
  RunStatus status_{
      {"node-a", "0.1.0", kStart, {}}, SessionHeader{}, 30s, [this](const std::string& sentence) {
        said_.push_back(sentence);
      }};
};

TEST_F(StatusOfARun, SaysWhatTheAgentDoes) {
  status_.observe(kStart, AgentGone{"HTTP 503"});
  status_.observe(kStart, AgentReady{});
  EXPECT_EQ(said_, (Sentences{"the agent has gone: HTTP 503", "the agent is ready"}));
}

TEST_F(StatusOfARun, SaysOfAHookThatItSeesAgainOnlyWhereItWasBlind) {
  status_.observe(kStart, HookAttached{"xfrm_input", "fentry"});
  EXPECT_TRUE(said_.empty());
  status_.observe(kStart, HookDetached{"xfrm_input", kStart, "somebody took it away"});
  status_.observe(kStart, HookAttached{"xfrm_input", "fentry"});
  ASSERT_EQ(said_.size(), 2u);
  EXPECT_EQ(said_.back(), "xfrm_input sees again");
}

TEST_F(StatusOfARun, SaysWhichDevicesAreWatchedWhenThatIsAnother) {
  const NodeDevice eth0{2, "eth0", "named by --uplink"};
  const NodeDevice eth1{3, "eth1", "named by --uplink"};
  status_.observe(kStart, UplinksFound{kStart, {eth0}, {}, {}, {}, ""});
  status_.observe(kStart, UplinksFound{kStart + 1s, {eth0}, {}, {}, {}, ""});
  status_.observe(kStart, UplinksFound{kStart + 2s, {eth0, eth1}, {}, {}, {}, ""});
  EXPECT_EQ(said_,
            (Sentences{"watched is eth0 (named by --uplink)",
                       "watched are eth0 (named by --uplink) and eth1 (named by --uplink)"}));
}

TEST_F(StatusOfARun, CountsAPeerAsUnreachableWhileItsPathIsOut) {
  status_.set_peers({{"node-b", {}, {}}});
  EXPECT_TRUE(metrics_tell("xfrm_canary_peers_unreachable 0"));
  status_.path_changed(path_to_b(), {1, PathWatch::State::Out, kStart});
  EXPECT_TRUE(metrics_tell("xfrm_canary_peers_unreachable 1"));
  EXPECT_TRUE(metrics_tell("peer=\"node-b\"} 1"));
  status_.path_changed(path_to_b(), {1, PathWatch::State::Usual, kStart});
  EXPECT_TRUE(metrics_tell("xfrm_canary_peers_unreachable 0"));
  EXPECT_EQ(said_.size(), 2u);
}

TEST_F(StatusOfARun, SaysNothingOfASuspicion) {
  status_.path_changed(path_to_b(), {1, PathWatch::State::Suspected, kStart});
  status_.path_changed(path_to_b(), {1, PathWatch::State::Usual, kStart});
  EXPECT_TRUE(said_.empty());
}

TEST_F(StatusOfARun, APathThatIsRemovedIsNotUnreachableAnyMore) {
  status_.path_changed(path_to_b(), {1, PathWatch::State::Out, kStart});
  status_.path_removed(1);
  status_.set_peers({});
  EXPECT_TRUE(metrics_tell("xfrm_canary_peers_unreachable 0"));
}

TEST_F(StatusOfARun, AJudgementEndsTheTransition) {
  status_.set_transition(kStart, true);
  EXPECT_TRUE(status_.board().transition_open());
  Judgement judgement;
  judgement.verdict = Verdict::Recovered;
  judgement.reason = "because";
  status_.judged(judgement, std::nullopt, false);
  EXPECT_FALSE(status_.board().transition_open());
  EXPECT_TRUE(metrics_tell("xfrm_canary_transition_open 0"));
  EXPECT_EQ(said_, Sentences{"transition judged: recovered: because"});
}

TEST_F(StatusOfARun, CountsRequestsThatWereRefusedByReason) {
  status_.set_requests({.answered = 7, .not_stamp = 2});
  EXPECT_TRUE(metrics_tell("xfrm_canary_requests_answered_total 7"));
  EXPECT_TRUE(metrics_tell(R"(xfrm_canary_requests_refused_total{reason="no-probe"} 2)"));
}

}  // namespace
}  // namespace canary
