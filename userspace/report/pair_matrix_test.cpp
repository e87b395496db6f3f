// SPDX-License-Identifier: Apache-2.0
#include "report/pair_matrix.h"

#include <gtest/gtest.h>

#include "report/path_words.h"

namespace canary {
namespace {

PathJudgement path(NodeName local, NodeName remote, Verdict verdict, Family family = Family::V4) {
  PathJudgement judged;
  judged.path = {std::move(local), std::move(remote), family, PathKind::Encrypted};
  judged.verdict = verdict;
  judged.probes = {10, 10, 0, 0, 0, 0};
  if (verdict != Verdict::Unaffected) judged.probes = {10, 6, 0, 4, 4, 0};
  return judged;
}

Judgement of(std::vector<PathJudgement> paths) {
  Judgement judgement;
  judgement.paths = std::move(paths);
  return judgement;
}

TEST(PairMatrix, HasTheNodesWithMostTroubleFirst) {
  const Judgement judgement =
      of({path("a", "b", Verdict::Unaffected), path("b", "c", Verdict::Recovered),
          path("b", "d", Verdict::Recovered), path("c", "d", Verdict::NotRecovered)});
  const PairMatrix matrix = make_pair_matrix(worst_first(judgement), PathKind::Encrypted);
  EXPECT_EQ(matrix.from, (std::vector<std::string_view>{"c", "b", "a"}));
  EXPECT_EQ(matrix.to, (std::vector<std::string_view>{"d", "c", "b"}));
}

TEST(PairMatrix, ShowsTheWorstOfAPairsFamiliesAndTheLossesOfAll) {
  const Judgement judgement = of({path("a", "b", Verdict::Recovered, Family::V4),
                                  path("a", "b", Verdict::NotRecovered, Family::V6)});
  const PairMatrix matrix = make_pair_matrix(worst_first(judgement), PathKind::Encrypted);
  ASSERT_EQ(matrix.cells.size(), 1u);
  EXPECT_EQ(matrix.at(0, 0).worst, &judgement.paths[1]);
  EXPECT_EQ(matrix.at(0, 0).place, 0u);
  EXPECT_EQ(matrix.at(0, 0).lost, 8u);
  EXPECT_EQ(matrix.at(0, 0).sent, 20u);
}

TEST(PairMatrix, KnowsWhichPairsWereNotProbed) {
  const Judgement judgement =
      of({path("a", "b", Verdict::Unaffected), path("b", "a", Verdict::Unaffected)});
  const PairMatrix matrix = make_pair_matrix(worst_first(judgement), PathKind::Encrypted);
  EXPECT_EQ(matrix.at(0, 0).worst, nullptr);
  EXPECT_EQ(matrix.at(0, 1).worst, judgement.paths.data());
}

TEST(PairMatrix, IsOfOneKind) {
  Judgement judgement = of({path("a", "b", Verdict::NotRecovered)});
  judgement.paths[0].path.kind = PathKind::Control;
  EXPECT_TRUE(make_pair_matrix(worst_first(judgement), PathKind::Encrypted).cells.empty());
  EXPECT_EQ(make_pair_matrix(worst_first(judgement), PathKind::Control).cells.size(), 1u);
}

}  // namespace
}  // namespace canary
