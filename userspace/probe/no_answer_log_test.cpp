// SPDX-License-Identifier: Apache-2.0
#include "probe/no_answer_log.h"

#include <gtest/gtest.h>

#include <vector>

namespace canary {
namespace {

using namespace std::chrono_literals;

class NoAnswerLogTest : public ::testing::Test {
 protected:
  void add(Duration at, Ssid ssid, NoAnswerReason reason) {
    log_.add(Instant{} + at, {.ssid = ssid, .reason = reason, .source = {}});
  }
  std::vector<NoAnswer> told_;
  NoAnswerLog log_{[this](Instant, Observed what) { told_.push_back(std::get<NoAnswer>(what)); }};
};

TEST_F(NoAnswerLogTest, TellsTheFirstOfEachPathAndReasonAtOnce) {
  add(0ms, 1, NoAnswerReason::NoMatch);
  add(0ms, 1, NoAnswerReason::OtherSource);
  add(0ms, 2, NoAnswerReason::NoMatch);
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(told_[2].count, 1u);
}

TEST_F(NoAnswerLogTest, TellsOfAFloodSeldomAndLosesNone) {
  for (int i = 0; i <= 1000; ++i) add(i * 100us, 1, NoAnswerReason::NoMatch);
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[0].count + told_[1].count, 1001u);
}

}  // namespace
}  // namespace canary
