// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulated_clock.h"

#include <gtest/gtest.h>

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

constexpr Instant kSet{1'000'000'000'000};

SimulatedClock pausing() { return {0ns, kSet, 0, {{kSet + 1s, 2s}}}; }

TEST(SimulatedClock, IsAheadByItsOffsetAndItsDrift) {
  const SimulatedClock clock{5s, kSet, 50'000, {}};
  EXPECT_EQ(clock.shows(kSet), kSet + 5s);
  EXPECT_EQ(clock.shows(kSet + 100s), kSet + 105s + 5ms);
}

TEST(SimulatedClock, StandsStillWithItsMachine) {
  EXPECT_EQ(pausing().shows(kSet + 1s), kSet + 1s);
  EXPECT_EQ(pausing().shows(kSet + 2s), kSet + 1s);
  EXPECT_EQ(pausing().shows(kSet + 4s), kSet + 2s);
}

TEST(SimulatedClock, KnowsWhenItsMachineGoesOn) {
  EXPECT_EQ(pausing().when_awake(kSet + 2s), kSet + 3s);
  EXPECT_EQ(pausing().when_awake(kSet + 3s), kSet + 3s);
  EXPECT_EQ(pausing().after_pauses(kSet + 500ms), kSet + 500ms);
  EXPECT_EQ(pausing().after_pauses(kSet + 2s), kSet + 4s);
}

}  // namespace
}  // namespace canary::simulation
