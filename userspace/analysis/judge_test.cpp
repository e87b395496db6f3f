// SPDX-License-Identifier: Apache-2.0
#include "analysis/judge.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::TimelineBuilder;

TEST(Judge, IsUnaffectedWhenNothingWasLost) {
  const auto judgement = judge(TimelineBuilder("node-a")
                                   .peer("node-b")
                                   .answered(1, 45)
                                   .agent_gone(1s)
                                   .agent_ready(2s)
                                   .timeline());
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected) << judgement.reason;
}

}  // namespace
}  // namespace canary
