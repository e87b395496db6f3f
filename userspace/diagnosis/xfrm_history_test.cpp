// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/xfrm_history.h"

#include <gtest/gtest.h>

#include "testing/node_tables.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using namespace testing;

class XfrmHistoryOfNodeA : public ::testing::Test {
 protected:
  XfrmHistoryOfNodeA() { list_tables(builder_, "node-a", tables_, 0s); }

  [[nodiscard]] std::optional<TablesAtTime> at(Duration since_start) const {
    const auto session = builder_.build();
    return XfrmHistory(session).at(kStart + since_start);
  }

  TimelineBuilder builder_{"node-a"};
  XfrmTables tables_ = healthy_tables("node-a", "node-b");
};

TEST_F(XfrmHistoryOfNodeA, KnowsNothingBeforeTheFirstListing) { EXPECT_FALSE(at(-1s).has_value()); }

TEST_F(XfrmHistoryOfNodeA, BeginsWithTheListing) { EXPECT_EQ(at(1s)->tables, tables_); }

TEST_F(XfrmHistoryOfNodeA, TellsWhenAStateWentAndThatItCameAgain) {
  change(builder_, EntryEvent::Deleted, state_out(tables_), 1s);
  change(builder_, EntryEvent::Added, state_out(tables_), 3s);
  ASSERT_EQ(at(2s)->removed_states.size(), 1u);
  EXPECT_EQ(at(2s)->removed_states.front(),
            (Removed<XfrmState>{state_out(tables_), kStart + 1s, false}));
  EXPECT_EQ(at(2s)->tables.states.size(), 1u);
  EXPECT_TRUE(at(3s)->removed_states.empty());
  EXPECT_EQ(at(3s)->states_added.at(identity_of(state_out(tables_))), kStart + 3s);
}

TEST_F(XfrmHistoryOfNodeA, AnUpdatedStateKeepsItsPlace) {
  auto updated = state_in(tables_);
  updated.reqid = 7;
  change(builder_, EntryEvent::Updated, updated, 1s);
  EXPECT_EQ(at(1s)->tables.states.front(), updated);
  EXPECT_TRUE(at(1s)->states_added.empty());
}

TEST_F(XfrmHistoryOfNodeA, AReplacedPolicyBecomesTheNewest) {
  auto replaced = tables_.policies.front();
  replaced.priority = 100;
  change(builder_, EntryEvent::Updated, replaced, 1s);
  ASSERT_EQ(at(1s)->tables.policies.size(), 3u);
  EXPECT_EQ(at(1s)->tables.policies.back(), replaced);
}

TEST_F(XfrmHistoryOfNodeA, AFlushTakesAll) {
  builder_.observe(kStart + 1s, StatesFlushed{}).observe(kStart + 1s, PoliciesFlushed{});
  EXPECT_EQ(at(1s)->tables, XfrmTables{});
  EXPECT_EQ(at(1s)->removed_states.size(), 2u);
}

TEST_F(XfrmHistoryOfNodeA, AFlushOfAnotherProtocolTakesNothing) {
  builder_.observe(kStart + 1s, StatesFlushed{51});
  EXPECT_EQ(at(1s)->tables, tables_);
}

TEST_F(XfrmHistoryOfNodeA, KnowsNothingBetweenMissedChangesAndTheNextListing) {
  builder_.observe(kStart + 2s, XfrmChangesLost{kStart + 1s});
  list_tables(builder_, "node-a", {}, 3s);
  EXPECT_FALSE(at(2s).has_value());
  EXPECT_EQ(at(3s)->tables, XfrmTables{});
}

TEST_F(XfrmHistoryOfNodeA, DeletingWhatIsNotThereChangesNothing) {
  auto other = state_in(tables_);
  other.spi = 9;
  change(builder_, EntryEvent::Deleted, other, 1s);
  EXPECT_EQ(at(1s)->tables, tables_);
  EXPECT_TRUE(at(1s)->removed_states.empty());
}

}  // namespace
}  // namespace canary
