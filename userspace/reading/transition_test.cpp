// SPDX-License-Identifier: Apache-2.0
#include "reading/transition.h"

#include <gtest/gtest.h>

#include "reading/node_session.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using testing::TimelineBuilder;

Transition transition_of(const TimelineBuilder& builder) {
  return find_transition(builder.build());
}

TEST(Transition, IsTheLastGoneWithTheReadyThatFollows) {
  const auto transition = transition_of(
      TimelineBuilder("node-a").agent_gone(1s).agent_ready(2s).agent_gone(5s).agent_ready(7s));
  EXPECT_EQ(transition.gone, kStart + 5s);
  EXPECT_EQ(transition.ready, kStart + 7s);
}

TEST(Transition, AnAgentThatDoesNotComeBackIsDown) {
  const auto transition =
      transition_of(TimelineBuilder("node-a").agent_gone(1s).agent_ready(2s).agent_gone(5s));
  EXPECT_TRUE(transition.agent_is_down());
  EXPECT_EQ(transition.gone, kStart + 5s);
}

TEST(Transition, GoesByTimeAndNotByTheOrderOfArrival) {
  const auto transition = transition_of(TimelineBuilder("node-a").agent_ready(2s).agent_gone(1s));
  EXPECT_EQ(transition.ready, kStart + 2s);
}

TEST(Transition, AnAgentThatWasDownFromTheStartIsReadyWithoutHavingGone) {
  const auto transition = transition_of(TimelineBuilder("node-a").agent_ready(2s));
  EXPECT_FALSE(transition.gone);
  EXPECT_EQ(transition.ready, kStart + 2s);
}

TEST(Transition, TellsBothVersions) {
  const auto transition = transition_of(
      TimelineBuilder("node-a").agent_seen("1.13.0").agent_gone(1s).agent_ready(2s, "1.13.2"));
  EXPECT_EQ(transition.version_before, "1.13.0");
  EXPECT_EQ(transition.version_after, "1.13.2");
}

TEST(Transition, AnAgentThatStaysKeepsItsVersion) {
  const auto transition = transition_of(TimelineBuilder("node-a").agent_seen("1.13.0"));
  EXPECT_EQ(transition.version_before, "1.13.0");
  EXPECT_FALSE(transition.ready);
}

TEST(Transition, IsReportedWithTheTimeUntilWhichRecoveryMayTake) {
  const auto report = [](const TimelineBuilder& builder) {
    const auto session = builder.build();
    const auto transition = find_transition(session);
    return report_agent(session.header, transition, ready_of(session, transition));
  };
  const auto upgraded = TimelineBuilder("node-a").agent_gone(1s).agent_ready(3s);
  EXPECT_EQ(report(upgraded).may_recover, (Span{kStart + 3s, kStart + 5s}));
  EXPECT_EQ(report(TimelineBuilder("node-a").agent_gone(1s)).may_recover, std::nullopt);
  EXPECT_EQ(report(TimelineBuilder("node-a").after_upgrade()).may_recover,
            (Span{kStart, kStart + 2s}));
}

std::optional<Instant> ready_of(const TimelineBuilder& builder) {
  const auto session = builder.build();
  return canary::ready_of(session, find_transition(session));
}

TEST(Ready, IsWhenProbingBeganWhereNoTransitionIsWaitedFor) {
  EXPECT_EQ(
      ready_of(
          TimelineBuilder("node-a").after_upgrade().begins_to_probe(900ms).peer("node-b").answered(
              10, 20)),
      kStart + 900ms);
}

TEST(Ready, IsWhenProbingBeganWhereNoAgentIsWatched) {
  EXPECT_EQ(ready_of(TimelineBuilder("node-a").agent_kind("none").begins_to_probe(900ms).peer("b")),
            kStart + 900ms);
}

TEST(Ready, IsTheStartWhereNobodyIsProbed) {
  EXPECT_EQ(ready_of(TimelineBuilder("node-a").after_upgrade()), kStart);
}

TEST(Ready, IsNotPutOffByAPathThatComesLater) {
  EXPECT_EQ(
      ready_of(TimelineBuilder("node-a").after_upgrade().peer("node-b").begins_to_probe(900ms).peer(
          "node-c")),
      kStart);
}

/// Of the path between node-a and node-b.
PathReady ready_of_path(const TimelineBuilder& a, const TimelineBuilder& b) {
  const auto timeline = together(a, b);
  const std::vector<NodeSession> sessions(timeline.nodes.begin(), timeline.nodes.end());
  return canary::ready_of_path(sessions, "node-a", "node-b");
}

TEST(Ready, OfAPathIsTheLaterOfItsEnds) {
  const auto timeline = together(TimelineBuilder("node-a").agent_gone(1s).agent_ready(2s),
                                 TimelineBuilder("node-b").agent_gone(1s).agent_ready(5s));
  const std::vector<NodeSession> sessions(timeline.nodes.begin(), timeline.nodes.end());
  EXPECT_EQ(canary::ready_of_path(sessions, "node-a", "node-b").at, kStart + 5s);
  EXPECT_EQ(canary::ready_of_path(sessions, "node-b", "node-a").at, kStart + 5s);
  EXPECT_EQ(canary::ready_of_path(sessions, "node-a", "node-c").at, kStart + 2s);
}

TEST(Ready, OfAPathIsAnAgentsWhereThatGotReadyAfterTheOtherEndBeganToProbe) {
  const auto ready =
      ready_of_path(TimelineBuilder("node-a").after_upgrade().begins_to_probe(3s).peer("node-b"),
                    TimelineBuilder("node-b").agent_gone(1s).agent_ready(5s));
  EXPECT_EQ(ready.at, kStart + 5s);
  EXPECT_TRUE(ready.of_agent);
}

TEST(Ready, OfAPathIsNoAgentsWhereTheOtherEndBeganToProbeAfterThatGotReady) {
  const auto ready =
      ready_of_path(TimelineBuilder("node-a").after_upgrade().begins_to_probe(7s).peer("node-b"),
                    TimelineBuilder("node-b").agent_gone(1s).agent_ready(5s));
  EXPECT_EQ(ready.at, kStart + 7s);
  EXPECT_FALSE(ready.of_agent);
}

TEST(Ready, OfAPathIsNotReachedWhileOneEndIsDown) {
  const auto ready = ready_of_path(TimelineBuilder("node-a").agent_gone(1s).agent_ready(2s),
                                   TimelineBuilder("node-b").agent_gone(1s));
  EXPECT_FALSE(ready.at);
  EXPECT_TRUE(ready.agent_down);
}

TEST(Ready, OfAPathIgnoresAnEndThatIsNotUpgraded) {
  const auto ready = ready_of_path(TimelineBuilder("node-a").agent_gone(1s).agent_ready(2s),
                                   TimelineBuilder("node-b").agent_seen("1.13.0"));
  EXPECT_EQ(ready.at, kStart + 2s);
}

}  // namespace
}  // namespace canary
