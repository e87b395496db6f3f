// SPDX-License-Identifier: Apache-2.0
#include "reading/sight.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reading/session_span.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using testing::TimelineBuilder;

Sight sight_of(const TimelineBuilder& builder) { return Sight(builder.build()); }

Span between(Duration from, Duration to) { return {kStart + from, kStart + to}; }

TimelineBuilder healthy() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").answered(1, 50).ends(6s);
  return builder;
}

TEST(Sight, AHealthyNodeSawAll) {
  const auto sight = sight_of(healthy());
  EXPECT_TRUE(sight.blind_spans().empty());
  EXPECT_FALSE(sight.unproven());
  EXPECT_TRUE(sight.saw_all(between(1s, 5s)));
}

TEST(Sight, NobodySawWhatLiesOutsideOfTheSession) {
  EXPECT_FALSE(sight_of(healthy()).saw_all(between(-1s, 1s)));
  EXPECT_FALSE(sight_of(healthy()).saw_all(between(5s, 7s)));
}

TEST(Sight, ADetachedHookIsBlindUntilItIsBack) {
  const auto sight =
      sight_of(healthy().hook_detached("tc_egress eth0", 2s).hook_attached("tc_egress eth0", 3s));
  ASSERT_EQ(sight.blind_spans().size(), 1u);
  EXPECT_EQ(sight.blind_spans()[0].span, between(2s, 3s));
  EXPECT_FALSE(sight.saw_all(between(2500ms, 2600ms)));
  EXPECT_TRUE(sight.saw_all(between(3100ms, 4s)));
  EXPECT_NE(sight.blind_in(between(1s, 5s)), nullptr);
  EXPECT_EQ(sight.blind_in(between(4s, 5s)), nullptr);
}

TEST(Sight, ADetachedHookThatStaysAwayIsBlindToTheEnd) {
  const auto sight = sight_of(healthy().hook_detached("xfrm_lookup_route", 2s));
  ASSERT_EQ(sight.blind_spans().size(), 1u);
  EXPECT_EQ(sight.blind_spans()[0].span, between(2s, 6s));
}

TEST(Sight, AnUplinkThatComesIsBlindFromWhenItMayHaveBeenThere) {
  const auto sight =
      sight_of(healthy().hook_detached("tc_egress eth1", 2s).hook_attached("tc_egress eth1", 3s));
  ASSERT_EQ(sight.blind_spans().size(), 1u);
  EXPECT_EQ(sight.blind_spans()[0].span, between(2s, 3s));
}

TEST(Sight, AnUplinkThatCannotBeWatchedIsBlindToTheEnd) {
  const auto sight = sight_of(healthy().hook_detached("tc_egress eth1", 2s));
  ASSERT_EQ(sight.blind_spans().size(), 1u);
  EXPECT_EQ(sight.blind_spans()[0].span, between(2s, 6s));
}

XfrmState offloaded(Offload offload) {
  XfrmState state;
  state.spi = 3;
  state.offload = offload;
  return state;
}

TEST(Sight, WhileADeviceDoesTheWorkOfAStateTheNodeIsBlind) {
  const StatesSeen added{EntryEvent::Added, {offloaded(Offload::Packet)}};
  const StatesSeen deleted{EntryEvent::Deleted, {offloaded(Offload::Packet)}};
  const auto sight = sight_of(healthy().observe(kStart + 2s, added).observe(kStart + 3s, deleted));
  ASSERT_EQ(sight.blind_spans().size(), 1U);
  EXPECT_EQ(sight.blind_spans()[0].span, between(2s, 3s));
  EXPECT_NE(sight.blind_spans()[0].what.find("packet offload"), std::string::npos);
  EXPECT_TRUE(sight.device_encrypts(kStart + 2500ms));
  EXPECT_FALSE(sight.device_encrypts(kStart + 1s));
  EXPECT_FALSE(sight.saw_all(between(2500ms, 2600ms)));
  EXPECT_TRUE(sight.saw_all(between(3100ms, 4s)));
}

TEST(Sight, WhatADeviceDoesUntilTheEndIsBlindToTheEnd) {
  const StatesSeen listed{EntryEvent::Listed, {offloaded(Offload::Packet)}};
  const auto sight =
      sight_of(healthy().observe(kStart + 1s, listed).observe(kStart + 1s, XfrmTablesListed{}));
  ASSERT_EQ(sight.blind_spans().size(), 1U);
  EXPECT_EQ(sight.blind_spans()[0].span, between(1s, 6s));
}

TEST(Sight, CryptoOffloadHidesNothing) {
  const StatesSeen added{EntryEvent::Added, {offloaded(Offload::Crypto)}};
  const auto sight = sight_of(healthy().observe(kStart + 2s, added));
  EXPECT_TRUE(sight.blind_spans().empty());
  EXPECT_FALSE(sight.device_encrypts(kStart + 3s));
}

UplinksFound watched(std::vector<NodeDevice> devices, std::vector<std::string> missing = {}) {
  return {kStart, std::move(devices), {}, {}, std::move(missing), ""};
}

TEST(Sight, ADeviceThatIsGoneForGoodHasNothingToShow) {
  const auto sight = sight_of(healthy()
                                  .observe(kStart, watched({{3, "eth1", "a route"}}))
                                  .hook_attached("tc_egress eth1", 0s)
                                  .observe(kStart + 2s, watched({})));
  EXPECT_TRUE(sight.blind_spans().empty());
}

TEST(Sight, ADeviceThatGoesWhileItsHookIsOffIsBlindUntilThen) {
  const auto sight = sight_of(healthy()
                                  .observe(kStart, watched({{3, "eth1", "a route"}}))
                                  .hook_attached("tc_egress eth1", 0s)
                                  .hook_detached("tc_egress eth1", 1s)
                                  .observe(kStart + 2s, watched({})));
  ASSERT_EQ(sight.blind_spans().size(), 1u);
  EXPECT_EQ(sight.blind_spans()[0].span, between(1s, 2s));
}

TEST(Sight, ADeviceThatIsNamedIsMissedUntilItIsBack) {
  const auto sight = sight_of(healthy()
                                  .observe(kStart, watched({{3, "eth1", "named"}}))
                                  .hook_attached("tc_egress eth1", 0s)
                                  .hook_detached("tc_egress eth1", 1s)
                                  .observe(kStart + 2s, watched({}, {"eth1"})));
  ASSERT_EQ(sight.blind_spans().size(), 1u);
  EXPECT_EQ(sight.blind_spans()[0].span, between(1s, 6s));
}

TEST(Sight, AHookThatIsAttachedAfterTheFirstProbeMissedSomething) {
  const auto sight = sight_of(healthy().without_hook("kfree_skb").hook_attached("kfree_skb", 2s));
  EXPECT_NE(sight.blind_in(between(1s, 2s)), nullptr);
}

TEST(Sight, LostEventsAreABlindSpan) {
  const auto sight = sight_of(healthy().events_lost(2s, 3s, 17));
  EXPECT_EQ(sight.events_lost(), 17u);
  EXPECT_FALSE(sight.saw_all(between(2500ms, 2600ms)));
  EXPECT_NE(sight.blind_in(between(2500ms, 2600ms)), nullptr);
}

TEST(Sight, WhatWasFreedInAPodDoesNotProveTheNodesOwnHook) {
  const auto freed = [](TimelineBuilder builder) {
    return builder.hook_never_ran("kfree_skb").freed("NO_SOCKET", 5);
  };
  EXPECT_FALSE(sight_of(freed(healthy())).unproven());
  EXPECT_TRUE(sight_of(freed(healthy().watches_probe_netns())).unproven());
}

TEST(Sight, AHookThatNeverRanProvesNothing) {
  for (const auto* hook : {"xfrm_replay_overflow", "xfrm_replay_advance", "kfree_skb",
                           "tc_egress eth0", "tc_ingress eth0"}) {
    const auto sight = sight_of(healthy().hook_never_ran(hook));
    ASSERT_TRUE(sight.unproven()) << hook;
    EXPECT_NE(sight.unproven()->find(hook), std::string::npos) << *sight.unproven();
  }
}

TEST(Sight, AHookThatOnlyLocalSendersNeedMayRest) {
  EXPECT_FALSE(sight_of(healthy().hook_never_ran("xfrm_lookup_route")).unproven());
}

TEST(Sight, AHookThatToldSomethingMustHaveRun) {
  auto builder = healthy().hook_never_ran("tc_egress eth0");
  EXPECT_FALSE(sight_of(builder).saw_all(between(1s, 2s)));
  EXPECT_TRUE(sight_of(builder.control_peer("node-b").left_in_clear(5)).saw_all(between(1s, 2s)));
}

TEST(Sight, AHookThatIsNotThereProvesNothing) {
  EXPECT_TRUE(sight_of(healthy().without_hook("tc_ingress eth0")).unproven());
}

TEST(Sight, AnIdleSecondUplinkIsNoBlindness) {
  auto builder = healthy().hook_attached("tc_egress eth1", 0s);
  EXPECT_FALSE(sight_of(builder).unproven());
}

TEST(Sight, WithoutAnyHookNothingIsKnown) {
  const auto sight = sight_of(healthy().without_hooks());
  EXPECT_TRUE(sight.unproven());
  EXPECT_FALSE(sight.saw_all(between(1s, 2s)));
}

TEST(Sight, AStallMattersFromTheDeadlineOn) {
  EXPECT_EQ(sight_of(healthy().stalled(2s, 2s + 199ms)).stalled_in(between(1s, 5s)), nullptr);
  EXPECT_NE(sight_of(healthy().stalled(2s, 2s + 200ms)).stalled_in(between(1s, 5s)), nullptr);
}

TEST(Sight, AShortStallIsReportedAllTheSame) {
  EXPECT_EQ(sight_of(healthy().stalled(2s, 2s + 50ms)).blind_spans().size(), 1u);
}

TEST(Sight, HooksAreReportedWithModeSpansAndRuns) {
  const auto sight =
      sight_of(healthy().hook_detached("tc_egress eth0", 2s).hook_attached("tc_egress eth0", 3s));
  const auto found =
      std::ranges::find(sight.hooks(), std::string("tc_egress eth0"), &HookReport::name);
  ASSERT_NE(found, sight.hooks().end());
  EXPECT_EQ(found->mode, "test");
  EXPECT_EQ(found->runs, 1000u);
  EXPECT_EQ(found->attached, (std::vector{between(0s, 2s), between(3s, 6s)}));
}

TEST(SessionSpan, OfARecordingThatWasCutOffEndsWithItsLatestObservation) {
  auto session = healthy().build();
  session.observations.pop_back();
  session.observations.push_back({kStart + 9s, "node-a", AgentGone{}});
  EXPECT_EQ(session_span(session).to, kStart + 9s);
}

TEST(SpanSet, MergesWhatOverlaps) {
  const SpanSet spans({between(3s, 4s), between(1s, 2s), between(2s, 3s), between(6s, 7s)});
  EXPECT_TRUE(spans.touches(between(1500ms, 1600ms)));
  EXPECT_TRUE(spans.touches(between(4s, 5s)));
  EXPECT_FALSE(spans.touches(between(4500ms, 5500ms)));
  EXPECT_TRUE(spans.touches(between(5s, 9s)));
  EXPECT_FALSE(spans.touches(between(8s, 9s)));
}

}  // namespace
}  // namespace canary
