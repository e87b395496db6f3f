// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_time.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(StampTime, NtpKeepsEveryNanosecond) {
  for (const std::int64_t ns : {0, 1, 2, 3, 499'999'999, 500'000'000, 999'999'999}) {
    const Instant at{1'795'385'700'000'000'000 + ns};
    EXPECT_EQ(from_stamp(to_ntp(at), StampClock::Ntp), at) << ns;
  }
}

TEST(StampTime, NtpCountsFrom1900WithABinaryFraction) {
  EXPECT_EQ(to_ntp(Instant{500'000'000}), (2'208'988'800ull << 32) | 0x8000'0000ull);
}

TEST(StampTime, NtpGoesOnAfterItsFirstEraEndsIn2036) {
  const Instant in_2040{2'208'988'800'000'000'007};
  EXPECT_EQ(from_stamp(to_ntp(in_2040), StampClock::Ntp), in_2040);
}

TEST(StampTime, PtpHasNanosecondsInItsLowHalf) {
  EXPECT_EQ(from_stamp((7ull << 32) | 42, StampClock::Ptp), Instant{7'000'000'042});
}

TEST(StampTime, PtpNanosecondsOfAWholeSecondAreRefused) {
  EXPECT_EQ(from_stamp(1'000'000'000, StampClock::Ptp), std::nullopt);
}

TEST(ErrorEstimate, TheZBitChoosesTheClock) {
  EXPECT_EQ(ErrorEstimate{0x4001}.clock(), StampClock::Ptp);
  EXPECT_EQ(ErrorEstimate::ours().clock(), StampClock::Ntp);
}

TEST(ErrorEstimate, OursHasNoZeroMultiplier) { EXPECT_NE(ErrorEstimate::ours().bits & 0xff, 0); }

}  // namespace
}  // namespace canary
