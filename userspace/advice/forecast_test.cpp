// SPDX-License-Identifier: Apache-2.0
#include "advice/forecast.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace canary {
namespace {

const Product& cilium() { return *known_advisories().find_product("cilium"); }

Forecast of(Version from, Version to, const std::map<std::string_view, bool>& holds = {}) {
  return forecast(known_advisories(), cilium(), from, to, holds);
}

/// Every condition answered alike.
std::map<std::string_view, bool> all_conditions(bool hold) {
  std::map<std::string_view, bool> holds;
  for (const auto& condition : known_conditions()) holds[condition.word] = hold;
  return holds;
}

TEST(Forecast, IsAffectedByWhatConcernsEverybody) {
  EXPECT_EQ(of({1, 13, 0}, {1, 13, 1}).outlook, Outlook::Affected);
}

TEST(Forecast, KnowsNothingAgainstAnUpgradeThatNoAdvisoryNames) {
  const auto found = of({1, 15, 6}, {1, 16, 1}, {{kWireguard, false}});
  EXPECT_EQ(found.outlook, Outlook::NothingKnown);
  EXPECT_TRUE(found.reasons.empty());
}

TEST(Forecast, CannotTellBeyondTheNewestReleaseThatIsKnown) {
  const auto found = of({1, 19, 0}, {1, 20, 0});
  EXPECT_EQ(found.outlook, Outlook::CannotTell);
  ASSERT_FALSE(found.reasons.empty());
  EXPECT_NE(found.reasons.front().find("1.20.0 is beyond what is known of cilium"),
            std::string::npos);
}

TEST(Forecast, CannotTellOfDowngradesAndOfSkippedMinors) {
  EXPECT_EQ(of({1, 16, 1}, {1, 15, 6}).outlook, Outlook::CannotTell);
  EXPECT_EQ(of({1, 14, 3}, {1, 16, 1}).outlook, Outlook::CannotTell);
}

TEST(Forecast, CannotTellWhereAConditionIsNotKnownAndCanWhereItIs) {
  EXPECT_EQ(of({1, 17, 14}, {1, 18, 2}).outlook, Outlook::CannotTell);
  EXPECT_EQ(of({1, 17, 14}, {1, 18, 2}, all_conditions(true)).outlook, Outlook::Affected);
  EXPECT_EQ(of({1, 17, 14}, {1, 18, 2}, all_conditions(false)).outlook, Outlook::NothingKnown);
}

TEST(Forecast, OfAThousandPairsNoneBeyondTheHorizonIsCalledHarmless) {
  std::mt19937 random(20260821);  // NOLINT: the same pairs each time
  const auto some = [&](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
  };
  int beyond = 0;
  for (int i = 0; i < 1000; ++i) {
    const Version from{some(3), some(40), some(25)}, to{some(3), some(40), some(25)};
    const bool is_inside =
        cilium().oldest <= std::min(from, to) && std::max(from, to) <= cilium().newest;
    beyond += is_inside ? 0 : 1;
    const auto found = of(from, to, all_conditions(false));
    EXPECT_TRUE(is_inside || found.outlook != Outlook::NothingKnown)
        << to_text(from) << " to " << to_text(to);
  }
  EXPECT_GT(beyond, 100);
}

/// The answer by the data alone, asked the plain way.
bool is_named(const Version& from, const Version& to) {
  return std::ranges::any_of(known_advisories().advisories, [&](const Advisory& advisory) {
    return advisory.product == "cilium" && advisory.severity != Severity::Info &&
           advisory.conditions.empty() && advisory.concerns(from, to);
  });
}

TEST(Forecast, ThreeHundredPairsInsideAreAnsweredEachRightly) {
  std::mt19937 random(27119);  // NOLINT: the same pairs each time
  int affected = 0;
  for (int i = 0; i < 300; ++i) {
    const auto minor = static_cast<std::uint32_t>(10 + random() % 9);
    const Version from{1, minor, static_cast<std::uint32_t>(random() % 10)};
    const Version to{1, minor + 1, static_cast<std::uint32_t>(random() % 7)};
    const auto found = of(from, to, all_conditions(false));
    const bool is_affected = is_named(from, to);
    affected += is_affected ? 1 : 0;
    EXPECT_EQ(found.outlook, is_affected ? Outlook::Affected : Outlook::NothingKnown)
        << to_text(from) << " to " << to_text(to);
  }
  EXPECT_GT(affected, 5);
}

}  // namespace
}  // namespace canary
