// SPDX-License-Identifier: Apache-2.0
#include "reading/xfrm_accounting.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using testing::TimelineBuilder;

XfrmAccount account_of(const TimelineBuilder& builder) {
  return account_for_drops(builder.build());
}

TimelineBuilder with_drops() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").answered(1, 30).background_drops("XfrmOutPolBlock", 5, 1s);
  return builder;
}

TEST(XfrmAccount, IsSettledWhenBothCountAlike) {
  const auto account = account_of(with_drops());
  EXPECT_EQ(account.risen, (std::map<std::string, std::uint64_t>{{"XfrmOutPolBlock", 5}}));
  EXPECT_TRUE(account.difference.empty());
}

TEST(XfrmAccount, TellsWhatTheKernelCountedAndNobodySaw) {
  const auto account = account_of(with_drops().xfrm_stat_rises("XfrmInNoStates", 2));
  EXPECT_EQ(account.difference, (std::map<std::string, std::int64_t>{{"XfrmInNoStates", -2}}));
}

TEST(XfrmAccount, TellsWhatWasSeenAndTheKernelDidNotCount) {
  const auto account = account_of(with_drops().xfrm_stat_rises("XfrmOutPolBlock", 4));
  EXPECT_EQ(account.difference, (std::map<std::string, std::int64_t>{{"XfrmOutPolBlock", 1}}));
}

TEST(XfrmAccount, CountsOnlyBetweenTheReadings) {
  PacketDropped before;
  before.cause = "XfrmOutPolBlock";
  auto session = with_drops().build();
  session.observations.push_back({kStart - 1s, "node-a", before});
  EXPECT_TRUE(account_for_drops(session).difference.empty());
}

/// A drop so much before the last reading that a moment more or less decides whether it counts.
TimelineBuilder flooded() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").answered(1, 30).background_drops("XfrmInNoStates", 1500, 1s);
  return builder;
}

NodeTimeline with_drop_at_the_end(Duration before_reading) {
  auto session = flooded().build();
  Instant end{};
  for (const Observation& seen : session.observations)
    if (std::holds_alternative<XfrmStatRead>(seen.what)) end = std::max(end, seen.at);
  PacketDropped drop;
  drop.cause = "XfrmInNoStates";
  session.observations.push_back({end - before_reading, "node-a", drop});
  return session;
}

TEST(XfrmAccount, DoesNotMindOnWhichSideOfAReadingADropWas) {
  EXPECT_TRUE(account_for_drops(with_drop_at_the_end(100us)).difference.empty());
  EXPECT_TRUE(account_for_drops(with_drop_at_the_end(-100us)).difference.empty());
}

TEST(XfrmAccount, MindsADropFarFromAReading) {
  EXPECT_EQ(account_for_drops(with_drop_at_the_end(5ms)).difference,
            (std::map<std::string, std::int64_t>{{"XfrmInNoStates", 1}}));
}

TEST(XfrmAccount, OfAFloodTellsASingleDropThatNobodySaw) {
  EXPECT_EQ(account_of(flooded().xfrm_stat_rises("XfrmInNoStates", 1501)).difference,
            (std::map<std::string, std::int64_t>{{"XfrmInNoStates", -1}}));
}

TEST(XfrmAccount, OfOneReadingSaysNothing) {
  auto session = with_drops().build();
  std::erase_if(session.observations, [](const Observation& seen) {
    return std::holds_alternative<XfrmStatRead>(seen.what) && seen.at == kStart;
  });
  EXPECT_EQ(account_for_drops(session), XfrmAccount{});
}

}  // namespace
}  // namespace canary
