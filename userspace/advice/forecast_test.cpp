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

/// A release in or around what is known of the product.
Version some_release(const Product& product, std::mt19937& random) {
  const auto up_to = [&](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random() % (limit + 1));
  };
  // The first of a minor release more often than others: some products have no more.
  return {product.oldest.major + up_to(product.newest.major - product.oldest.major + 1),
          up_to(product.newest.minor + 5), up_to(1) == 0 ? 0 : up_to(30)};
}

TEST(Forecast, OfAThousandPairsOfEachProductNoneBeyondTheHorizonIsCalledHarmless) {
  for (const auto& product : known_advisories().products) {
    SCOPED_TRACE(product.name);
    std::mt19937 random(20260821);  // NOLINT: the same pairs each time
    int beyond = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto from = some_release(product, random), to = some_release(product, random);
      const bool is_inside =
          product.oldest <= std::min(from, to) && std::max(from, to) <= product.newest;
      beyond += is_inside ? 0 : 1;
      const auto found = forecast(known_advisories(), product, from, to, all_conditions(false));
      EXPECT_TRUE(is_inside || found.outlook != Outlook::NothingKnown)
          << to_text(from) << " to " << to_text(to);
    }
    EXPECT_GT(beyond, 100);
  }
}

/// The answer by the data alone, asked the plain way, where every condition holds or none does.
bool is_named(const Product& product, const Version& from, const Version& to, bool hold) {
  return std::ranges::any_of(known_advisories().advisories, [&](const Advisory& advisory) {
    return advisory.product == product.name && advisory.severity != Severity::Info &&
           (hold || advisory.conditions.empty()) && advisory.concerns(from, to);
  });
}

TEST(Forecast, ThreeHundredPairsInsideAreAnsweredEachRightly) {
  for (const auto& product : known_advisories().products) {
    SCOPED_TRACE(product.name);
    std::mt19937 random(27119);  // NOLINT: the same pairs each time
    int asked = 0, affected = 0;
    while (asked < 300) {
      const auto from = some_release(product, random);
      auto to = some_release(product, random);
      if (product.skips_no_minor) to = {from.major, from.minor + 1, to.patch};
      if (from < product.oldest || to < from || product.newest < to) continue;
      ++asked;
      for (const bool hold : {false, true}) {
        const bool is_affected = is_named(product, from, to, hold);
        affected += is_affected ? 1 : 0;
        EXPECT_EQ(forecast(known_advisories(), product, from, to, all_conditions(hold)).outlook,
                  is_affected ? Outlook::Affected : Outlook::NothingKnown)
            << to_text(from) << " to " << to_text(to) << (hold ? ", with all conditions" : "");
      }
    }
    EXPECT_GT(affected, 0);
  }
}

}  // namespace
}  // namespace canary
