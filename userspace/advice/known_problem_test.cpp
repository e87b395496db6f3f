// SPDX-License-Identifier: Apache-2.0
#include "advice/known_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace canary {
namespace {

bool runs_into(const char* from, const char* to, std::string_view id) {
  const auto problems = problems_of(Version::parse(from).value(), Version::parse(to).value());
  return std::ranges::any_of(problems, [&](const auto* problem) { return problem->id == id; });
}

bool fails(const char* from, const char* to) {
  const auto problems = problems_of(Version::parse(from).value(), Version::parse(to).value());
  return std::ranges::any_of(
      problems, [](const auto* problem) { return problem->severity == Severity::Failure; });
}

TEST(KnownProblems, TheAdvisoryHoldsForTheThreeReleasesThatBrokeThings) {
  EXPECT_TRUE(runs_into("1.13.0", "1.13.1", "cilium-24780"));
  EXPECT_TRUE(runs_into("1.12.7", "1.12.8", "cilium-24780"));
  EXPECT_TRUE(runs_into("1.11.14", "1.11.15", "cilium-24780"));
  EXPECT_TRUE(runs_into("1.10.20", "1.11.15", "cilium-24780"));
}

TEST(KnownProblems, TheAdvisoryDoesNotHoldForTheRecommendedReleases) {
  for (const auto* to : {"1.11.16", "1.12.9", "1.13.2"}) {
    EXPECT_FALSE(runs_into("1.11.0", to, "cilium-24780")) << to;
    EXPECT_FALSE(fails("1.11.0", to)) << to;
  }
}

TEST(KnownProblems, NothingIsSaidOfNodesThatStayWhereTheyAre) {
  EXPECT_TRUE(problems_of({1, 13, 4}, {1, 13, 4}).empty());
}

TEST(KnownProblems, NothingIsSaidOfAnUpgradeBetweenLateReleases) {
  EXPECT_TRUE(problems_of({1, 15, 6}, {1, 16, 1}).empty());
}

TEST(KnownProblems, ReleasesWhoseNotesForbidThemFailFromAnywhere) {
  EXPECT_TRUE(fails("1.13.3", "1.13.4"));
  EXPECT_FALSE(fails("1.13.3", "1.13.6"));
}

TEST(KnownProblems, TheGravestComesFirst) {
  const auto problems = problems_of({1, 13, 0}, {1, 13, 4});
  ASSERT_GT(problems.size(), 1u);
  EXPECT_TRUE(std::ranges::is_sorted(problems, std::ranges::greater{},
                                     [](const auto* problem) { return problem->severity; }));
}

TEST(KnownProblems, EachHasAnIdOfItsOwnAdviceAndASource) {
  std::set<std::string_view> ids;
  for (const auto& problem : known_problems()) {
    EXPECT_TRUE(ids.insert(problem.id).second) << problem.id;
    EXPECT_FALSE(problem.advice.empty()) << problem.id;
    EXPECT_TRUE(problem.source.starts_with("https://")) << problem.id;
    for (const auto& range : problem.to) EXPECT_LE(range.first, range.last) << problem.id;
  }
}

}  // namespace
}  // namespace canary
