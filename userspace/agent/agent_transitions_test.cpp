// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_transitions.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using Seen = std::vector<Observed>;

constexpr Instant at(std::int64_t poll) { return {poll * 200'000'000}; }
AgentPoll ready(const char* version) { return AgentPoll::ready(version); }
const AgentPoll kRefused = AgentPoll::not_ready("connection refused");
const AgentPoll kLate = AgentPoll::timed_out("no answer within 1.00 s");

TEST(AgentTransitions, AnAgentThatIsUpIsSeenOnce) {
  AgentTransitions agent;
  EXPECT_EQ(agent.take(ready("1.13.0"), at(0)), Seen{AgentSeen{"1.13.0"}});
  EXPECT_EQ(agent.take(ready("1.13.0"), at(1)), Seen{});
}

TEST(AgentTransitions, ARestartIsGoneThenReadyWithTheLastTimeItWasNot) {
  AgentTransitions agent;
  agent.take(ready("1.13.0"), at(0));
  EXPECT_EQ(agent.take(kRefused, at(1)), Seen{AgentGone{"connection refused"}});
  EXPECT_EQ(agent.take(kRefused, at(2)), Seen{});
  EXPECT_EQ(agent.take(ready("1.13.1"), at(3)), (Seen{AgentReady{"1.13.1", at(2)}}));
}

TEST(AgentTransitions, AnAgentThatWasNeverThereIsAbsentSinceStart) {
  AgentTransitions agent;
  EXPECT_EQ(agent.take(kRefused, at(0)), Seen{AgentGone{"absent since start: connection refused"}});
}

TEST(AgentTransitions, OneTimeoutIsNotGone) {
  AgentTransitions agent;
  agent.take(ready("1.13.0"), at(0));
  EXPECT_EQ(agent.take(kLate, at(1)), Seen{});
  EXPECT_EQ(agent.take(ready("1.13.0"), at(2)), Seen{});
  EXPECT_EQ(agent.take(kLate, at(3)), Seen{});
}

TEST(AgentTransitions, TwoTimeoutsInARowAreGone) {
  AgentTransitions agent;
  agent.take(ready("1.13.0"), at(0));
  agent.take(kLate, at(1));
  EXPECT_EQ(agent.take(kLate, at(2)), Seen{AgentGone{kLate.reason}});
}

TEST(AgentTransitions, ATimeoutWhileGoneIsNotReadyEither) {
  AgentTransitions agent;
  agent.take(kRefused, at(0));
  agent.take(kLate, at(1));
  EXPECT_EQ(agent.take(ready("1.13.1"), at(2)), (Seen{AgentReady{"1.13.1", at(1)}}));
}

TEST(AgentTransitions, AnotherVersionBetweenTwoPollsIsARestart) {
  AgentTransitions agent;
  agent.take(ready("1.13.0"), at(0));
  EXPECT_EQ(agent.take(ready("1.13.1"), at(1)),
            (Seen{AgentGone{"restarted between two polls: version 1.13.0 became 1.13.1"},
                  AgentReady{"1.13.1", at(0)}}));
}

TEST(AgentTransitions, AVersionThatIsMissingForAPollIsNoRestart) {
  AgentTransitions agent;
  agent.take(ready("1.13.0"), at(0));
  EXPECT_EQ(agent.take(AgentPoll::ready(), at(1)), Seen{});
  EXPECT_EQ(agent.take(ready("1.13.0"), at(2)), Seen{});
}

}  // namespace
}  // namespace canary
