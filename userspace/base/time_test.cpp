// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using namespace std::chrono_literals;

TEST(Rfc3339, KeepsEveryNanosecond) {
  EXPECT_EQ(to_rfc3339(Instant{1'000'000'001}), "1970-01-01T00:00:01.000000001Z");
}

TEST(Rfc3339, RoundsTowardsThePastBeforeTheEpoch) {
  EXPECT_EQ(to_rfc3339(Instant{-1}), "1969-12-31T23:59:59.999999999Z");
}

TEST(ParseDuration, KnowsEveryUnit) {
  EXPECT_EQ(parse_duration("500us"), Duration{500us});
  EXPECT_EQ(parse_duration("100ms"), Duration{100ms});
  EXPECT_EQ(parse_duration("5s"), Duration{5s});
  EXPECT_EQ(parse_duration("2m"), Duration{2min});
  EXPECT_EQ(parse_duration("1h"), Duration{1h});
}

TEST(ParseDuration, RefusesWhatHasNoUnitOrNoNumber) {
  for (const char* text : {"", "5", "s", "-5s", "5 s", "1.5s", "5seconds"})
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
}

TEST(ParseDuration, RefusesWhatOverflows) {
  EXPECT_FALSE(parse_duration("9223372036854775807h").has_value());
}

TEST(DurationText, PicksTheUnitThatAPersonReads) {
  EXPECT_EQ(to_text(1250ms), "1.25 s");
  EXPECT_EQ(to_text(-340ms), "-340 ms");
  EXPECT_EQ(to_text(12us), "12 us");
}

TEST(BootClock, AddsTheOffsetToKernelTimes) {
  EXPECT_EQ(BootClock(1000).from_boot_ns(5), Instant{1005});
}

}  // namespace
}  // namespace canary
