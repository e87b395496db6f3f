// SPDX-License-Identifier: Apache-2.0
// Random histories of which the truth is known: what judge() must never say of them.
#include <gtest/gtest.h>

#include "simulation/asked_number.h"
#include "simulation/history_words.h"
#include "simulation/trial.h"

namespace canary::simulation {
namespace {

/// The same in every run: a test that fails by chance is believed by nobody. `scripts/simulate`
/// takes others.
constexpr std::uint64_t kFirstSeed = 30'000'000;

/// In parts, which run beside each other.
class RandomHistories : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomHistories, AreNeverCalledFineWhenTheyAreNotAndNoFateIsInvented) {
  const auto seed = asked_number("CANARY_SEED", kFirstSeed);
  const auto histories = asked_number("CANARY_HISTORIES", 500);
  const auto first = seed + GetParam() * histories;
  for (std::uint64_t round = 0; round < histories; ++round) {
    const auto trial = try_judge(first + round);
    if (trial.violations.empty()) continue;
    for (const auto& violation : trial.violations) ADD_FAILURE() << violation;
    FAIL() << "replay: scripts/simulate --count 1 --seed " << first + round << "\n"
           << in_words(trial.history, trial.truth);
  }
}

INSTANTIATE_TEST_SUITE_P(Part, RandomHistories, ::testing::Range<std::uint64_t>(0, 4));

}  // namespace
}  // namespace canary::simulation
