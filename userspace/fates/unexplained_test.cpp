// SPDX-License-Identifier: Apache-2.0
#include "fates/unexplained.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using testing::kPathToB;
using testing::sent_at;
using testing::TimelineBuilder;

TEST(Unexplained, AreThoseThatLeftAndWereNeverAnswered) {
  TimelineBuilder a("node-a");
  a.peer("node-b").answered(1, 4).lost(5, 6).answered(7, 9);
  for (std::uint32_t i = 1; i <= 9; ++i) a.encrypted(i).left_uplink(i);
  const auto unexplained = find_unexplained(a.build());
  ASSERT_EQ(unexplained.size(), 2u);
  EXPECT_EQ(unexplained[0], (LostProbe{"node-b", testing::probe_key(kPathToB, 5), sent_at(5)}));
  EXPECT_EQ(unexplained[1].key.sequence, 6u);
}

TEST(Unexplained, AreNotThoseThatThisNodeDropped) {
  TimelineBuilder a("node-a");
  a.peer("node-b").answered(1, 4).lost(5, 6).dropped("XfrmOutPolBlock", 5).answered(7, 9);
  const auto unexplained = find_unexplained(a.build());
  ASSERT_EQ(unexplained.size(), 1u);
  EXPECT_EQ(unexplained[0].key.sequence, 6u);
}

}  // namespace
}  // namespace canary
