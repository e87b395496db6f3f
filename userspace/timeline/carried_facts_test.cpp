// SPDX-License-Identifier: Apache-2.0
#include "timeline/carried_facts.h"

#include <gtest/gtest.h>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

PacketsCounted counted(std::uint64_t packets, const SequencesCounted& sequences) {
  PacketsCounted total;
  total.spi = 3;
  total.packets = packets;
  total.bytes = packets * 100;
  total.sequences = sequences;
  return total;
}

TEST(CountedSince, GoesOnWhereTheNumbersStood) {
  const auto after = counted_since(counted(10, {.first = 1, .highest = 10}),
                                   counted(15, {.first = 1, .highest = 15, .duplicated = 1}));
  EXPECT_EQ(after, counted(5, {.first = 11, .highest = 15, .duplicated = 1}));
}

TEST(CountedSince, AStateThatEndedMeanwhileBeganBefore) {
  const auto after =
      counted_since(counted(10, {.first = 1, .highest = 10}), counted(15, {.first = 1,
                                                                           .highest = 3,
                                                                           .restarts = 1,
                                                                           .ended_first = 1,
                                                                           .ended_highest = 12,
                                                                           .ended_packets = 12}));
  EXPECT_EQ(after, counted(5, {.first = 1,
                               .highest = 3,
                               .restarts = 1,
                               .ended_first = 11,
                               .ended_highest = 12,
                               .ended_packets = 2}));
}

TEST(CarriedFacts, TellsWhatHoldsAsASessionBegins) {
  CarriedFacts facts;
  facts.fold({examples::at(1), "node-a", PathAdded{1, "node-b", PathKind::Encrypted, {}, {}}});
  facts.fold({examples::at(2), "node-a", PathAdded{2, "node-c", PathKind::Encrypted, {}, {}}});
  facts.fold({examples::at(3), "node-a", HookAttached{"kfree_skb", "raw_tracepoint"}});
  facts.fold({examples::at(4), "node-a", AgentReady{"1.13.2", examples::at(3)}});
  facts.forget(1);
  const Instant now = examples::at(9);
  EXPECT_EQ(facts.tell("node-a", now),
            (std::vector<Observation>{
                {now, "node-a", PathAdded{2, "node-c", PathKind::Encrypted, {}, {}}},
                {now, "node-a", HookAttached{"kfree_skb", "raw_tracepoint"}},
                {now, "node-a", AgentSeen{"1.13.2"}},
            }));
}

TEST(CarriedFacts, AHookOfADeviceThatIsGoneIsTheConcernOfNobody) {
  CarriedFacts facts;
  const Instant now = examples::at(9);
  const auto watched = [](std::vector<NodeDevice> devices) {
    return UplinksFound{examples::at(1), std::move(devices), {}, {}, {}, ""};
  };
  facts.fold({examples::at(2), "node-a", watched({{3, "eth1", "a route leads through it"}})});
  facts.fold({examples::at(3), "node-a", HookDetached{"tc_egress eth1", examples::at(2), "gone"}});
  facts.fold({examples::at(4), "node-a", watched({})});
  EXPECT_EQ(facts.tell("node-a", now), (std::vector<Observation>{{now, "node-a", watched({})}}));
}

TEST(CarriedFacts, AnAgentThatIsDownWentWhenItWent) {
  CarriedFacts facts;
  const Observation gone{examples::at(4), "node-a", AgentGone{"connection refused"}};
  facts.fold(gone);
  EXPECT_EQ(facts.tell("node-a", examples::at(9)), std::vector{gone});
}

TEST(CarriedFacts, TotalsBeginAnew) {
  CarriedFacts facts;
  facts.fold({examples::at(1), "node-a", HookRuns{"kfree_skb", 7}});
  facts.fold({examples::at(1), "node-a", PlaintextCounted{{}, {}, 5, 500}});
  EXPECT_EQ(facts.since(HookRuns{"kfree_skb", 9}), Observed(HookRuns{"kfree_skb", 2}));
  EXPECT_EQ(facts.since(PlaintextCounted{{}, {}, 6, 600}),
            Observed(PlaintextCounted{{}, {}, 1, 100}));
  EXPECT_EQ(facts.since(PlaintextCounted{{}, {}, 5, 500}), std::nullopt);
}

}  // namespace
}  // namespace canary
