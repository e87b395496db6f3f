// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/path_clocks.h"

#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "testing/node_tables.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// A's agent goes and comes back; traffic is cut from probe 11 (1.1 s) to 24 (2.4 s).
class PathClocksOfAnUpgrade : public ::testing::Test {
 protected:
  PathClocksOfAnUpgrade() {
    builder_.peer("node-b").agent_seen("1.13.0").agent_gone(1s).agent_ready(2s);
    builder_.answered(1, 10).lost(11, 24).answered(25, 50);
    for (std::uint32_t i = 11; i <= 24; ++i) builder_.dropped("XfrmOutNoStates", i);
    list_tables(builder_, "node-a", tables_, 0s);
  }

  [[nodiscard]] PathClocks clocks() const {
    const auto judgement = judge(builder_.timeline());
    EXPECT_TRUE(judgement.paths.at(0).clocks.has_value());
    return judgement.paths.at(0).clocks.value_or(PathClocks{});
  }

  TimelineBuilder builder_{"node-a"};
  XfrmTables tables_ = healthy_tables("node-a", "node-b");
};

TEST_F(PathClocksOfAnUpgrade, TellReadyInstalledAndClean) {
  change(builder_, EntryEvent::Deleted, state_out(tables_), 1050ms);
  change(builder_, EntryEvent::Added, state_out(tables_), 2430ms);
  EXPECT_EQ(clocks().ready, kStart + 2s);
  EXPECT_EQ(clocks().installed, kStart + 2430ms);
  EXPECT_EQ(clocks().clean, sent_at(25));
}

TEST_F(PathClocksOfAnUpgrade, TellWhatWentAndCameAgain) {
  change(builder_, EntryEvent::Deleted, state_out(tables_), 1050ms);
  change(builder_, EntryEvent::Added, state_out(tables_), 2430ms);
  EXPECT_EQ(clocks().absences,
            (std::vector<EntryAbsence>{{"node-a",
                                        "state 10.0.0.200 -> 10.0.1.200 SPI 0x3 mark "
                                        "0x3e00/0xff00",
                                        kStart + 1050ms, kStart + 2430ms}}));
}

TEST_F(PathClocksOfAnUpgrade, PassOverWhatConcernsAnotherPeer) {
  auto other = state_out(tables_);
  other.destination = addresses_of("node-c").tunnel;
  builder_.protects("node-c", "10.0.2.0/24");
  auto policy = policy_out(tables_);
  policy.destination = IpPrefix::parse("10.0.2.0/24").value();
  policy.templates.front().destination = other.destination;
  change(builder_, EntryEvent::Added, other, 1500ms);
  change(builder_, EntryEvent::Added, policy, 1500ms);
  EXPECT_EQ(clocks().installed, std::nullopt);
}

TEST_F(PathClocksOfAnUpgrade, PassOverWhatComesAfterTrafficIsClean) {
  change(builder_, EntryEvent::Updated, state_in(tables_), 4s);
  EXPECT_EQ(clocks().installed, std::nullopt);
}

TEST_F(PathClocksOfAnUpgrade, CountWhatServesAllPeers) {
  change(builder_, EntryEvent::Updated, state_in(tables_), 1500ms);
  EXPECT_EQ(clocks().installed, kStart + 1500ms);
}

TEST(PathClocks, AreAbsentWithoutAnOutage) {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b").answered(1, 45);
  list_tables(builder, "node-a", healthy_tables("node-a", "node-b"), 0s);
  EXPECT_EQ(judge(builder.timeline()).paths.at(0).clocks, std::nullopt);
}

TEST(PathClocks, AreAbsentInARecordingWithoutTheWatch) {
  TimelineBuilder builder("node-a");
  builder.after_upgrade().peer("node-b").answered(1, 10).lost(11, 45);
  EXPECT_EQ(judge(builder.timeline()).paths.at(0).clocks, std::nullopt);
}

}  // namespace
}  // namespace canary
