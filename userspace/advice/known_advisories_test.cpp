// SPDX-License-Identifier: Apache-2.0
// What advisories.txt says, asked as `preflight` asks it.
#include <gtest/gtest.h>

#include <algorithm>

#include "advice/forecast.h"

namespace canary {
namespace {

Version version(const char* text) { return Version::parse(text).value(); }

bool runs_into(const char* from, const char* to, std::string_view id) {
  const auto found = advisories_of(known_advisories(), "cilium", version(from), version(to));
  return std::ranges::any_of(found, [&](const auto* advisory) { return advisory->id == id; });
}

bool fails(const char* from, const char* to) {
  const auto found = advisories_of(known_advisories(), "cilium", version(from), version(to));
  return std::ranges::any_of(found, [](const auto* advisory) {
    return advisory->severity == Severity::Failure && advisory->conditions.empty();
  });
}

TEST(KnownAdvisories, EachIsHitFromItsOwnRow) {
  const auto& data = known_advisories();
  ASSERT_GT(data.advisories.size(), 40u);
  for (const auto& advisory : data.advisories) {
    const auto* product = data.find_product(advisory.product);
    std::map<std::string_view, bool> holds;
    for (const auto* condition : advisory.conditions) holds[condition->word] = true;
    for (const auto& range : advisory.to)
      for (const auto& to : {range.first, range.last}) {
        // Where it comes from anywhere: from the oldest that is known.
        const auto from = advisory.from.empty() ? product->oldest : advisory.from.front().first;
        const auto found = forecast(data, *product, from, to, holds);
        EXPECT_EQ(std::ranges::count(found.advisories, &advisory), from == to ? 0 : 1)
            << advisory.id << " " << to_text(to);
      }
  }
}

TEST(KnownAdvisories, TheFirstHoldsForTheThreeReleasesThatBrokeThings) {
  EXPECT_TRUE(runs_into("1.13.0", "1.13.1", "cilium-24780"));
  EXPECT_TRUE(runs_into("1.12.7", "1.12.8", "cilium-24780"));
  EXPECT_TRUE(runs_into("1.11.14", "1.11.15", "cilium-24780"));
  EXPECT_TRUE(runs_into("1.10.20", "1.11.15", "cilium-24780"));
}

TEST(KnownAdvisories, NoneFailsOfTheRecommendedReleases) {
  for (const auto* to : {"1.11.16", "1.12.9", "1.12.14", "1.13.2", "1.13.7", "1.14.2"})
    EXPECT_FALSE(fails("1.11.0", to)) << to;
}

TEST(KnownAdvisories, ReleasesWhoseNotesForbidThemFailFromAnywhere) {
  EXPECT_TRUE(fails("1.13.3", "1.13.4"));
  EXPECT_TRUE(fails("1.12.3", "1.12.12"));
  EXPECT_FALSE(fails("1.13.3", "1.13.7"));
}

TEST(KnownAdvisories, RotationsAreToldOfPatchReleasesToo) {
  EXPECT_TRUE(runs_into("1.13.4", "1.13.6", "cilium-key-rotation-2023"));
  EXPECT_FALSE(runs_into("1.13.4", "1.13.7", "cilium-key-rotation-2023"));
}

TEST(KnownAdvisories, TheNotesOfLaterReleasesAreKnown) {
  EXPECT_TRUE(runs_into("1.15.1", "1.15.2", "cilium-l7-2024"));
  EXPECT_TRUE(runs_into("1.14.7", "1.14.8", "cilium-l7-2024"));
  EXPECT_TRUE(runs_into("1.16.9", "1.17.2", "cilium-44335"));
  EXPECT_TRUE(runs_into("1.17.14", "1.18.2", "cilium-1.18-esp-firewall"));
}

TEST(KnownAdvisories, NothingIsSaidOfNodesThatStayWhereTheyAre) {
  EXPECT_TRUE(advisories_of(known_advisories(), "cilium", {1, 13, 4}, {1, 13, 4}).empty());
}

TEST(KnownAdvisories, TheGravestComesFirst) {
  const auto found = advisories_of(known_advisories(), "cilium", {1, 13, 0}, {1, 13, 4});
  ASSERT_GT(found.size(), 1u);
  EXPECT_TRUE(std::ranges::is_sorted(found, std::ranges::greater{},
                                     [](const auto* advisory) { return advisory->severity; }));
}

}  // namespace
}  // namespace canary
