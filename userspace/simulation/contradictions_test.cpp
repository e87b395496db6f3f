// SPDX-License-Identifier: Apache-2.0
// No two sentences of a report on a random history exclude each other.
#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "analysis/testing/expect_no_contradiction.h"
#include "simulation/history_thrower.h"
#include "simulation/world.h"

namespace canary::simulation {
namespace {

TEST(Contradictions, AreNotInReportsOnRandomHistories) {
  constexpr std::uint64_t kFirstContradictionSeed = 31'000'000, kHistories = 100;
  for (std::uint64_t seed = kFirstContradictionSeed; seed < kFirstContradictionSeed + kHistories;
       ++seed) {
    canary::testing::expect_no_contradiction(judge(play(throw_history(seed, {})).timeline));
    if (::testing::Test::HasFailure()) FAIL() << "of the history with seed " << seed;
  }
}

}  // namespace
}  // namespace canary::simulation
