// SPDX-License-Identifier: Apache-2.0
#include "kernel/drop_counters.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

XfrmStat stat_of(std::uint64_t no_states, std::uint64_t blocked) {
  return {{"XfrmInNoStates", no_states}, {"XfrmOutPolBlock", blocked}};
}

/// Two CPUs that saw 3 + 4 packets without a state, and 0 + 14 blocked ones.
std::vector<canary_cpu> two_cpus() {
  std::vector<canary_cpu> cpus(2);
  cpus[0].drop_counters[0] = 3;
  cpus[1].drop_counters[0] = 4;
  cpus[1].drop_counters[1] = 14;
  return cpus;
}

TEST(DropCounters, AreSummedUpOverCpus) {
  const std::vector<std::string> names{"XfrmInNoStates", "XfrmOutPolBlock"};
  const XfrmStatRead read = sum_drop_counters(names, two_cpus());
  EXPECT_EQ(read.counters.at("XfrmInNoStates"), 7u);
  EXPECT_EQ(read.counters.at("XfrmOutPolBlock"), 14u);
}

TEST(DropCounters, AreBelievedWhereTheyEqualTheFile) {
  EXPECT_TRUE(compare_drop_counters(stat_of(7, 14), two_cpus(), stat_of(7, 14), true));
}

TEST(DropCounters, AreBelievedWhereTheyRoseBetweenTheTwoReadings) {
  EXPECT_TRUE(compare_drop_counters(stat_of(6, 14), two_cpus(), stat_of(9, 14), true));
}

TEST(DropCounters, ARowThatDiffersIsAnErrorThatNamesItAndTheWayOut) {
  const auto less = compare_drop_counters(stat_of(7, 15), two_cpus(), stat_of(7, 15), true);
  ASSERT_FALSE(less.has_value());
  EXPECT_EQ(less.error().kind, ErrorKind::Environment);
  EXPECT_NE(less.error().message.find("XfrmOutPolBlock is 15 in /proc/net/xfrm_stat, and 14"),
            std::string::npos);
  EXPECT_NE(less.error().message.find("--without kfree_skb"), std::string::npos);
  EXPECT_FALSE(compare_drop_counters(stat_of(6, 14), two_cpus(), stat_of(6, 14), true));
}

TEST(DropCounters, ASecondCpuThatWasReadWronglyIsFound) {
  std::vector<canary_cpu> cpus = two_cpus();
  cpus[1].drop_counters[0] = 0;
  EXPECT_FALSE(compare_drop_counters(stat_of(7, 14), cpus, stat_of(7, 14), true));
}

TEST(DropCounters, OfACpuThatIsOfflineTheFileMayKnowMore) {
  EXPECT_TRUE(compare_drop_counters(stat_of(9, 20), two_cpus(), stat_of(9, 20), false));
  EXPECT_FALSE(compare_drop_counters(stat_of(5, 20), two_cpus(), stat_of(5, 20), false));
}

}  // namespace
}  // namespace canary
