// SPDX-License-Identifier: Apache-2.0
#include "timeline/seen.h"

#include <gtest/gtest.h>

#include "timeline/testing/recording_examples.h"

namespace canary {
namespace {

using examples::at;

NodeTimeline session() {
  NodeTimeline session;
  session.observations = {{at(2), "node-a", ProbeSent{1, 7, 44}},
                          {at(3), "node-a", AgentGone{"HTTP 503"}},
                          {at(1), "node-a", ProbeSent{1, 6, 44}},
                          {at(2), "node-a", AgentSeen{"1.13.0"}}};
  return session;
}

TEST(Seen, HasThoseOfAKindAsTheyWerePushed) {
  const auto recorded = session();
  std::vector<std::pair<Instant, std::uint32_t>> sent;
  const Seen seen(recorded);
  for (const auto [when, probe] : seen.of<ProbeSent>()) sent.emplace_back(when, probe.sequence);
  EXPECT_EQ(sent, (std::vector<std::pair<Instant, std::uint32_t>>{{at(2), 7}, {at(1), 6}}));
}

TEST(Seen, OfAKindThatWasNotSeenThereIsNone) {
  const auto recorded = session();
  const Seen seen(recorded);
  EXPECT_TRUE(seen.any<ProbeSent>());
  EXPECT_FALSE(seen.any<PacketDropped>());
  EXPECT_TRUE(seen.of<PacketDropped>().empty());
}

TEST(Seen, PutsSeveralKindsTogetherAsTheyWerePushedOrByTime) {
  const auto recorded = session();
  const auto& all = recorded.observations;
  const Seen seen(recorded);
  EXPECT_EQ((seen.of_any<AgentSeen, AgentGone>()), (std::vector{&all[1], &all[3]}));
  EXPECT_EQ((seen.by_time<AgentSeen, ProbeSent, AgentGone>()),
            (std::vector{&all[2], &all[0], &all[3], &all[1]}));
}

}  // namespace
}  // namespace canary
