// SPDX-License-Identifier: Apache-2.0
#include "daemon/session_cut.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

SessionHeader header_of_node_a() {
  SessionHeader header;
  header.node = "node-a";
  header.started = kStart;
  header.criteria.interval = 1s;
  header.criteria.settle = 5s;
  return header;
}

/// A minute of node-a, of which an agent's message is remembered every second, and as often a
/// reading of the counters, with which a session may begin.
class CutsOfAMinute : public ::testing::Test {
 protected:
  CutsOfAMinute() {
    for (Instant at = kStart; at < kStart + 60s; at = at + 1s) {
      remembered_.observe(at, XfrmStatRead{});
      remembered_.observe(at, AgentGone{"HTTP 503"});
    }
  }

  static std::string end_of(const NodeTimeline& cut) {
    return std::get<SessionEnded>(cut.observations.back().what).reason;
  }

  RollingTimeline remembered_{header_of_node_a(), {.window = 10min}};
};

TEST_F(CutsOfAMinute, ATransitionBeginsWhereItBeganAndEndsNow) {
  const NodeTimeline cut =
      cut_transition(remembered_, {kStart + 20s, "the agent went again"}, kStart + 60s);
  EXPECT_EQ(cut.header.started, kStart + 20s);
  EXPECT_EQ(end_of(cut), "the agent went again");
  EXPECT_EQ(cut.observations.back().at, kStart + 60s);
  EXPECT_FALSE(cut.header.criteria.after_upgrade);
}

TEST_F(CutsOfAMinute, ABeginningIsForgottenWhereTheAgentWentBeforeIt) {
  const TransitionWatch::Over over{kStart - 10s, "settled"};
  const NodeTimeline cut = cut_transition(remembered_, over, kStart + 60s);
  EXPECT_FALSE(beginning_is_forgotten(cut, over, 10s));
  EXPECT_TRUE(beginning_is_forgotten(cut, over, 9s));
}

TEST_F(CutsOfAMinute, NowIsLongEnoughForTheCleanProbesThatAreWanted) {
  const NodeTimeline cut = cut_now(remembered_, kStart + 60s);
  const std::uint32_t clean = header_of_node_a().criteria.clean_probes;
  EXPECT_EQ(cut.header.started, kStart + 60s - std::max<Duration>(5s, 1s * (clean + 1)));
  EXPECT_TRUE(cut.header.criteria.after_upgrade);
  EXPECT_EQ(end_of(cut), "settled");
}

}  // namespace
}  // namespace canary
