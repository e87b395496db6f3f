// SPDX-License-Identifier: Apache-2.0
#include "timeline/window.h"

#include <gtest/gtest.h>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

using examples::at;

NodeTimeline session_of(std::vector<Observation> observations) {
  NodeTimeline session{examples::header(), std::move(observations), "a.jsonl"};
  session.header.started = at(0);
  return session;
}

XfrmState state_of(std::uint32_t spi) {
  XfrmState state;
  state.spi = spi;
  return state;
}

Observation seen(std::int64_t when, Observed what) { return {at(when), "node-a", std::move(what)}; }

const Observation kPath = seen(1, PathAdded{1, "node-b", PathKind::Encrypted, {}, {}});
const Observation kHook = seen(1, HookAttached{"kfree_skb", "raw_tracepoint"});

TEST(Window, CarriesInWhatHolds) {
  const auto cut = cut_to(session_of({kPath, kHook, seen(2, AgentReady{"1.13.2", at(1)}),
                                      seen(3, ProbeSent{1, 1, 44}), seen(6, ProbeSent{1, 2, 44})}),
                          {at(5), at(9)});
  EXPECT_EQ(cut.header.started, at(5));
  EXPECT_EQ(cut.observations,
            (std::vector{seen(5, kPath.what), seen(5, kHook.what), seen(5, AgentSeen{"1.13.2"}),
                         seen(6, ProbeSent{1, 2, 44})}));
}

TEST(Window, ThatEndsBeforeTheSessionEndsASessionOfItsOwn) {
  const auto cut =
      cut_to(session_of({kPath, seen(6, ProbeSent{1, 2, 44}), seen(9, SessionEnded{"settled"})}),
             {at(0), at(7)});
  EXPECT_EQ(cut.observations, (std::vector{kPath, seen(6, ProbeSent{1, 2, 44}),
                                           seen(7, SessionEnded{"the window ends"})}));
}

TEST(Window, OverTheWholeSessionIsTheSession) {
  const auto whole =
      session_of({kPath, kHook, seen(6, ProbeSent{1, 2, 44}), seen(9, SessionEnded{"settled"})});
  EXPECT_EQ(cut_to(whole, {at(-5), at(20)}), whole);
}

TEST(Window, ARecordingThatWasCutOffEndsAsItDid) {
  const auto cut_off = session_of({kPath, seen(6, ProbeSent{1, 2, 44})});
  EXPECT_EQ(cut_to(cut_off, {at(0), at(9)}), cut_off);
}

TEST(Window, TellsRunningTotalsLessWhatTheyWere) {
  const auto cut =
      cut_to(session_of({seen(1, HookRuns{"kfree_skb", 7}), seen(6, HookRuns{"kfree_skb", 9}),
                         seen(2, PlaintextCounted{{}, {}, 5, 500}),
                         seen(6, PlaintextCounted{{}, {}, 5, 500})}),
             {at(5), at(9)});
  EXPECT_EQ(cut.observations, (std::vector{seen(6, HookRuns{"kfree_skb", 2})}));
}

TEST(Window, AHookThatRunsLaterCouldRunInIt) {
  const auto cut = cut_to(
      session_of({kHook, seen(2, HookRuns{"kfree_skb", 7}), seen(12, HookRuns{"kfree_skb", 9})}),
      {at(5), at(9)});
  EXPECT_EQ(cut.observations, (std::vector{seen(5, kHook.what), seen(9, HookRuns{"kfree_skb", 2}),
                                           seen(9, SessionEnded{"the window ends"})}));
}

TEST(Window, AHookThatRanAfterItWasAttachedAgainMayHaveStoodStillBefore) {
  const auto cut =
      cut_to(session_of({kHook, seen(11, kHook.what), seen(12, HookRuns{"kfree_skb", 9})}),
             {at(5), at(9)});
  EXPECT_EQ(cut.observations,
            (std::vector{seen(5, kHook.what), seen(9, SessionEnded{"the window ends"})}));
}

TEST(Window, CountsPacketsFromTheNumbersWhereItBegan) {
  PacketsCounted before;
  before.packets = 10;
  before.bytes = 1000;
  before.sequences = SequencesCounted{.first = 1, .highest = 10};
  auto later = before;
  later.packets = 15;
  later.bytes = 1500;
  later.sequences = SequencesCounted{.first = 1, .highest = 15};
  const auto cut = cut_to(session_of({seen(4, before), seen(6, later)}), {at(5), at(9)});
  auto inside = later;
  inside.packets = 5;
  inside.bytes = 500;
  inside.sequences = SequencesCounted{.first = 11, .highest = 15};
  EXPECT_EQ(cut.observations, (std::vector{seen(6, inside)}));
}

TEST(Window, KnowsTheTablesAsTheyWereListedLastAndChangedSince) {
  const auto first = seen(1, StatesSeen{EntryEvent::Listed, {state_of(1)}});
  const auto second = seen(3, StatesSeen{EntryEvent::Listed, {state_of(2)}});
  const auto added = seen(4, StatesSeen{EntryEvent::Added, {state_of(3)}});
  const auto cut =
      cut_to(session_of({first, seen(2, XfrmTablesListed{}), second, seen(3, XfrmTablesListed{}),
                         added, seen(6, StatesFlushed{})}),
             {at(5), at(9)});
  EXPECT_EQ(cut.observations,
            (std::vector{second, seen(3, XfrmTablesListed{}), added, seen(6, StatesFlushed{})}));
}

}  // namespace
}  // namespace canary
