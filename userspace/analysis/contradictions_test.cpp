// SPDX-License-Identifier: Apache-2.0
// No two sentences of a report exclude each other (testing/contradictions.cpp has the pairs).
#include "testing/contradictions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "analysis/testing/expect_no_contradiction.h"
#include "analysis/testing/golden_sessions.h"
#include "analysis/testing/judged_path.h"

namespace canary {
namespace {

using testing::contradictions_about_path;
using testing::contradictions_in;
using testing::expect_no_contradiction;

class Contradictions : public ::testing::TestWithParam<GoldenSession> {};

TEST_P(Contradictions, AreNotInAReport) { expect_no_contradiction(judge(GetParam().timeline)); }

INSTANTIATE_TEST_SUITE_P(OfASession, Contradictions, ::testing::ValuesIn(golden_sessions()),
                         [](const auto& test) { return test_name_of(test.param); });

TEST(Contradictions, AreNotInTheReportOfAHookWhoseRunsNobodyTold) {
  auto session = testing::upgrade().answered(1, 12).lost(13, 30).encrypted(13).build();
  std::erase_if(session.observations, [](const Observation& seen) {
    return std::holds_alternative<HookRuns>(seen.what);
  });
  expect_no_contradiction(judge({{session}}));
}

TEST(Contradictions, AreFound) {
  EXPECT_EQ(contradictions_in("RECOVERED: all is well\n\nfindings\n  FAILURE  it is not\n").size(),
            1u);
  const std::string never =
      "  node-a, never ran, so their silence proves nothing: tc_ingress eth0\n";
  EXPECT_EQ(contradictions_in("    1 of 1 arrived at node-a; gone\n" + never).size(), 1u);
  EXPECT_TRUE(contradictions_in("    1 of 1 arrived at node-b; gone\n" + never).empty());
  EXPECT_EQ(
      contradictions_about_path("why  so it is not IPsec\n  dropped by node-a, XfrmInError").size(),
      1u);
  EXPECT_EQ(contradictions_about_path("\n  unaffected  a -> b\n 9 sent, 9 answered (8 proved "
                                      "encrypted, 1 in the clear), 0 lost")
                .size(),
            1u);
  EXPECT_EQ(contradictions_about_path("why  nothing was lost, but 2 answered probes went in the "
                                      "clear\n 9 sent, 8 answered, 0 late, 1 lost")
                .size(),
            1u);
}

}  // namespace
}  // namespace canary
