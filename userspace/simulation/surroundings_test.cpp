// SPDX-License-Identifier: Apache-2.0
// The referee must report what is wrong of leaks, control paths and second uplinks: judgements are
// spoiled, each in one way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/testing/upgraded_pair.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

/// Packets from node 0 to node 1 are not encrypted from 1.5 s on.
History leaking_until(Duration end) {
  auto history = upgraded_pair();
  for (auto& node : history.nodes) node.tells_tables = true;
  history.leaks = {{0, 1, {kStart + 1500ms, kStart + end}}};
  return history;
}

/// What is sent in the clear beside probes, one flow of each kind.
History with_flows() {
  auto history = upgraded_pair();
  for (auto& node : history.nodes) node.tells_tables = true;
  for (std::size_t kind = 0; kind < kFlowKinds; ++kind)
    history.flows.push_back({0, 1, static_cast<FlowKind>(kind), kStart + 500ms, 100ms, 10});
  return history;
}

History with_control_paths(FaultKind kind) {
  auto history = upgraded_pair();
  history.paths.push_back({0, 1, 101, kStart + 60ms, 60, PathKind::Control});
  history.faults = {{kind, 0, 1, kStart + 1500ms, kStart + 2500ms}};
  return history;
}

/// From 3 s on packets from node 0 to node 1 pass by the second uplink of node 0.
History with_second_uplink(bool watched) {
  auto history = upgraded_pair();
  history.nodes[0].second_uplink = {kStart, kStart, watched};
  history.detours = {{0, 1, {kStart + 3s, kStart + 1h}}};
  return history;
}

Judgement judgement_of(const History& history) { return judge(play(history).timeline); }

void call_all(Judgement& judged, Verdict verdict) {
  for (auto& path : judged.paths) path.verdict = verdict;
  judged.verdict = verdict;
}

TEST(SurroundingsReferee, HasNothingToSayOfRightJudgements) {
  EXPECT_THAT(violations_of(leaking_until(3s)), IsEmpty());
  EXPECT_THAT(violations_of(leaking_until(1h)), IsEmpty());
  EXPECT_THAT(violations_of(with_flows()), IsEmpty());
  EXPECT_THAT(violations_of(with_control_paths(FaultKind::WireLoses)), IsEmpty());
  EXPECT_THAT(violations_of(with_control_paths(FaultKind::InStateMissing)), IsEmpty());
  EXPECT_THAT(violations_of(with_second_uplink(true)), IsEmpty());
  EXPECT_THAT(violations_of(with_second_uplink(false)), IsEmpty());
}

TEST(SurroundingsReferee, HistoriesHaveTheVerdictsThatTheyAreMeantToHave) {
  EXPECT_EQ(judgement_of(leaking_until(3s)).verdict, Verdict::Recovered);
  EXPECT_EQ(judgement_of(leaking_until(1h)).verdict, Verdict::NotRecovered);
  EXPECT_EQ(judgement_of(with_second_uplink(true)).verdict, Verdict::Unaffected);
  EXPECT_EQ(judgement_of(with_second_uplink(false)).verdict, Verdict::Inconclusive);
}

TEST(SurroundingsReferee, ReportsWrongProofs) {
  EXPECT_THAT(violations_of(leaking_until(3s),
                            [](Judgement& judged) {
                              judged.paths[0].probes.in_clear -= 1;
                              judged.paths[0].probes.proved += 1;
                            }),
              ::testing::AllOf(says("are told as proved"), says("are told as in the clear")));
  EXPECT_THAT(violations_of(leaking_until(3s),
                            [](Judgement& judged) { judged.paths[0].probes.not_seen += 1; }),
              says("not seen are not"));
}

TEST(SurroundingsReferee, ReportsAGoodVerdictOverClearText) {
  EXPECT_THAT(violations_of(leaking_until(1h),
                            [](Judgement& judged) { call_all(judged, Verdict::Recovered); }),
              ::testing::AllOf(says("seen in the clear when it should be over"),
                               says("the last answers went in the clear")));
  EXPECT_THAT(violations_of(leaking_until(3s),
                            [](Judgement& judged) { call_all(judged, Verdict::Unaffected); }),
              says("answers went in the clear"));
}

TEST(SurroundingsReferee, ReportsABadVerdictOnClearTextThatWasOverInTime) {
  EXPECT_THAT(violations_of(leaking_until(3s),
                            [](Judgement& judged) { call_all(judged, Verdict::NotRecovered); }),
              says("nothing was lost that counts"));
  EXPECT_THAT(violations_of(leaking_until(3s),
                            [](Judgement& judged) { call_all(judged, Verdict::Inconclusive); }),
              says("fine in time"));
  EXPECT_THAT(violations_of(leaking_until(1h),
                            [](Judgement& judged) { call_all(judged, Verdict::Inconclusive); }),
              says("seen in the clear when it should be over"));
}

TEST(SurroundingsReferee, KnowsTheWordOfEachKindOfClearTraffic) {
  const auto clear = judgement_of(with_flows()).clear;
  for (const ClearWord word :
       {ClearWord::Leaked, ClearWord::Permitted, ClearWord::Authenticated, ClearWord::NotDemanded})
    EXPECT_EQ(std::ranges::count(clear, word, &ClearTraffic::word), 2) << to_text(word);
}

TEST(SurroundingsReferee, ReportsWrongCountsAndWordsOfClearTraffic) {
  EXPECT_THAT(violations_of(with_flows(), [](Judgement& judged) { judged.clear[0].packets += 1; }),
              says("packets in the clear on node-0 to node-1"));
  EXPECT_THAT(violations_of(with_flows(),
                            [](Judgement& judged) {
                              for (auto& row : judged.clear)
                                if (row.word == ClearWord::Permitted)
                                  row.word = ClearWord::NotDemanded;
                            }),
              says("as permitted are told"));
}

TEST(SurroundingsReferee, ReportsLeaksThatAreMissingInventedOrNoFailure) {
  const auto is_leak = [](const Finding& finding) { return finding.kind == "plaintext-leak"; };
  EXPECT_THAT(violations_of(with_flows(),
                            [&](Judgement& judged) { std::erase_if(judged.findings, is_leak); }),
              says("leaks of [] are found, of [node-0] are"));
  EXPECT_THAT(
      violations_of(
          upgraded_pair(),
          [](Judgement& judged) {
            judged.findings.push_back({"plaintext-leak", Severity::Failure, "node-0", "", {}, {}});
          }),
      says("leaks of [node-0] are found, of [] are"));
  EXPECT_THAT(violations_of(with_flows(),
                            [&](Judgement& judged) {
                              for (auto& finding : judged.findings)
                                if (is_leak(finding)) finding.severity = Severity::Warning;
                            }),
              says("is no failure"));
}

TEST(SurroundingsReferee, ReportsWhereIpsecIsClearedWrongly) {
  EXPECT_THAT(
      violations_of(with_control_paths(FaultKind::InStateMissing),
                    [](Judgement& judged) { judged.paths[0].reason += ", so it is not IPsec"; }),
      says("no control path shows that"));
  auto encrypted = with_control_paths(FaultKind::WireLoses);
  encrypted.encrypts_nodes = true;
  EXPECT_THAT(violations_of(encrypted), IsEmpty());
  EXPECT_THAT(
      violations_of(encrypted,
                    [](Judgement& judged) { judged.paths[0].reason += ", so it is not IPsec"; }),
      says("no control path shows that"));
}

TEST(SurroundingsReferee, ReportsWhereIpsecIsNotClearedAlthoughAllWasSeen) {
  EXPECT_THAT(violations_of(with_control_paths(FaultKind::WireLoses),
                            [](Judgement& judged) {
                              for (auto& path : judged.paths) path.reason.clear();
                            }),
              says("and a control path shows it"));
}

TEST(SurroundingsReferee, ReportsWrongWordsOnUplinks) {
  const auto is_told = [](const Finding& finding) { return finding.kind == "unwatched-uplink"; };
  EXPECT_THAT(violations_of(with_second_uplink(false),
                            [&](Judgement& judged) { std::erase_if(judged.findings, is_told); }),
              says("0 of 1 devices that node-0 does not watch are told"));
  EXPECT_THAT(violations_of(with_second_uplink(true),
                            [](Judgement& judged) {
                              judged.findings.push_back(
                                  {"unwatched-uplink", Severity::Warning, "node-0", "", {}, {}});
                            }),
              says("1 of 0 devices"));
  EXPECT_THAT(violations_of(with_second_uplink(false),
                            [](Judgement& judged) { call_all(judged, Verdict::Unaffected); }),
              says("its ESP left where nobody looks"));
}

TEST(SurroundingsReferee, ReportsWhatIsInventedOfPacketsByAnUnwatchedUplink) {
  auto history = with_second_uplink(false);
  history.faults = {{FaultKind::InStateMissing, 0, 1, kStart + 4s, kStart + 5s}};
  EXPECT_THAT(violations_of(history), IsEmpty());
  EXPECT_THAT(
      violations_of(
          history,
          [](Judgement& judged) {
            auto& outage = judged.paths[0].outages.at(0);
            outage.fates = {
                {Stage::SenderUplink, "node-0", ProbeLeg::Request, {}, {}, {}, outage.probes_lost}};
            outage.unattributed = 0;
          }),
      says("told as dead at sender-uplink"));
}

}  // namespace
}  // namespace canary::simulation
