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

TEST(ParseRfc3339, ReadsWhatIsWritten) {
  for (const Instant at : {Instant{0}, Instant{1'795'000'000'123'456'789}})
    EXPECT_EQ(parse_rfc3339(to_rfc3339(at)), at);
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:01Z"), Instant{1'000'000'000});
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:01.25Z"), Instant{1'250'000'000});
}

TEST(ParseRfc3339, RefusesAnythingElse) {
  for (const char* text :
       {"", "Z", "1970-01-01", "1970-01-01T00:00:01", "1970-01-01T00:00:01+01:00",
        "1970-01-01T00:00:01.Z", "1970-01-01T00:00:01.xZ", "1970-01-01T00:00:01.1234567890Z",
        "1970-01-01 00:00:01Z", "1970-13-01T00:00:01Z"})
    EXPECT_FALSE(parse_rfc3339(text).has_value()) << text;
}

}  // namespace
}  // namespace canary
