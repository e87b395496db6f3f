// SPDX-License-Identifier: Apache-2.0
// The referee must report what is wrong: judgements of one history are spoiled, each in one way.
#include "simulation/referee.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "simulation/testing/upgraded_pair.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

/// Packets from node 0 to node 1 die from 1.5 s on.
History broken_until(Duration end, FaultKind kind = FaultKind::InStateMissing) {
  auto history = upgraded_pair();
  history.faults = {{kind, 0, 1, kStart + 1500ms, kStart + end}};
  return history;
}

/// What is told of a judgement that was spoiled.
std::vector<std::string> told_of(const std::function<void(Judgement&)>& spoil,
                                 Duration broken_for = 3s) {
  return violations_of(broken_until(broken_for), spoil);
}

TEST(Referee, HasNothingToSayOfARightJudgement) {
  for (const auto broken_until_then : {Duration{3s}, Duration{1h}})
    EXPECT_THAT(violations_of(broken_until(broken_until_then)), IsEmpty());
}

TEST(Referee, KnowsThePlaceOfEachFault) {
  for (std::size_t place = 0; place < kFaultKinds; ++place) {
    const auto& nature = nature_of(static_cast<FaultKind>(place));
    const auto history = broken_until(3s, nature.kind);
    EXPECT_THAT(violations_of(history), IsEmpty()) << nature.words;
    const auto judgement = judge(play(history).timeline);
    ASSERT_EQ(judgement.paths.at(0).outages.size(), 1u) << nature.words;
    EXPECT_EQ(judgement.paths[0].outages[0].fates.at(0).stage, nature.stage) << nature.words;
  }
}

TEST(Referee, ReportsAFateAtAnotherPlace) {
  EXPECT_THAT(
      told_of([](Judgement& judged) { judged.paths[0].outages[0].fates[0].stage = Stage::Wire; }),
      says("told as dead at wire"));
}

TEST(Referee, ReportsAFateOfTheOtherLeg) {
  EXPECT_THAT(
      told_of([](Judgement& judged) { judged.paths[0].outages[0].fates[0].leg = ProbeLeg::Reply; }),
      says("of the reply"));
}

TEST(Referee, ReportsAnotherCause) {
  EXPECT_THAT(told_of([](Judgement& judged) {
                judged.paths[0].outages[0].fates[0].cause = "XfrmInNoPols";
              }),
              says("XfrmInNoPols"));
}

TEST(Referee, ReportsWhatIsUnattributedAlthoughItWasSeen) {
  EXPECT_THAT(told_of([](Judgement& judged) {
                auto& outage = judged.paths[0].outages[0];
                outage.fates[0].count -= 1;
                outage.unattributed += 1;
              }),
              says("were seen to die"));
}

TEST(Referee, ReportsFatesThatAreNoSum) {
  EXPECT_THAT(told_of([](Judgement& judged) { judged.paths[0].outages[0].unattributed += 1; }),
              says("unattributed are not"));
}

TEST(Referee, ExcusesOnlyWhatAPauseTouches) {
  const auto unexplained = [](Judgement& judged) {
    auto& outage = judged.paths[0].outages[0];
    outage.fates[0].count -= 1;
    outage.unattributed += 1;
  };
  const auto too_strict = [](Judgement& judged) {
    judged.paths[0].verdict = judged.verdict = Verdict::NotRecovered;
  };
  auto history = broken_until(3s);
  history.nodes[1].clock.pauses = {{kStart + 5s, 2s}};
  for (auto& node : history.nodes) node.session.to = kStart + 9s;
  EXPECT_THAT(violations_of(history), IsEmpty());
  EXPECT_THAT(violations_of(history, unexplained), says("were seen to die"));
  EXPECT_THAT(violations_of(history, too_strict), says("nothing was lost that counts"));
  history.nodes[1].clock.pauses = {{kStart + 2800ms, 2s}};
  EXPECT_THAT(violations_of(history), IsEmpty());
  EXPECT_THAT(violations_of(history, unexplained), IsEmpty());
}

TEST(Referee, ExcusesOnlyWhatHasANamesakeThatGotItsNameUnseen) {
  // Requests and replies are given 38 names until the state counts anew at 2 s, and the same ones
  // until 3.9 s. Of the former, those since 1.5 s are dropped.
  auto history = broken_until(1900ms);
  history.nodes[0].blind = {{BlindKind::EventsLost, {}, {kStart + 100ms, kStart + 1900ms}, 1}};
  history.restarts = {{0, 1, kStart + 2s}};
  history.faults.push_back({FaultKind::WireLoses, 0, 1, kStart + 3150ms, kStart + 4500ms});
  EXPECT_THAT(violations_of(history), IsEmpty());
  EXPECT_GT(judge(play(history).timeline).paths.at(0).outages.at(1).unattributed, 0u);
  EXPECT_THAT(violations_of(history,
                            [](Judgement& judged) {
                              auto& outage = judged.paths[0].outages[1];
                              outage.fates.clear();
                              outage.unattributed = outage.probes_lost;
                            }),
              says("were seen to die"));
}

TEST(Referee, HasNothingToSayOfAPacketThatArrivesWhileTheRecordingEnds) {
  auto history = broken_until(3s);
  for (auto& path : history.paths) path.probes = 6;
  // Soon behind the deadline, and long enough that all else that happened was seen.
  for (const Duration delay : {120ms, 150ms}) {
    history.wire.delay = delay;
    for (Duration part{}; part < 300us; part += 2us) {
      // When the reply to the sixth probe of the first path arrives.
      for (auto& node : history.nodes) node.session.to = kStart + 550ms + 2 * delay + part;
      EXPECT_THAT(violations_of(history), IsEmpty()) << to_text(delay + part);
    }
  }
}

TEST(Referee, ReportsAnOutageThatIsMissing) {
  EXPECT_THAT(told_of([](Judgement& judged) { judged.paths[0].outages.clear(); }),
              says("0 outages are told"));
}

TEST(Referee, ReportsWrongCounts) {
  EXPECT_THAT(told_of([](Judgement& judged) { judged.paths[0].probes.lost -= 1; }),
              says("lost are told as"));
}

TEST(Referee, ReportsAPathThatIsMissing) {
  EXPECT_THAT(told_of([](Judgement& judged) { judged.paths.pop_back(); }), says("not judged"));
}

TEST(Referee, ReportsAnOverallVerdictOfItsOwn) {
  EXPECT_THAT(told_of([](Judgement& judged) { judged.verdict = Verdict::Inconclusive; }),
              says("together they are told"));
}

TEST(Referee, ReportsTrueEvidenceThatIsRefused) {
  EXPECT_THAT(told_of([](Judgement& judged) {
                judged.findings.push_back({"evidence-refused", {}, "node-1", "b", {}, {}});
              }),
              says("what is true was refused"));
}

TEST(Referee, ReportsEachVerdictThatTheTruthForbids) {
  const auto as = [](Verdict verdict, Duration broken_for) {
    return told_of(
        [verdict](Judgement& judged) { judged.paths[0].verdict = judged.verdict = verdict; },
        broken_for);
  };
  EXPECT_THAT(as(Verdict::Unaffected, 3s), says("losses that count were there"));
  EXPECT_THAT(as(Verdict::NotRecovered, 3s), says("nothing was lost that counts"));
  EXPECT_THAT(as(Verdict::Inconclusive, 3s), says("fine in time"));
  EXPECT_THAT(as(Verdict::Recovered, 1h), says("lost when it should be over"));
  EXPECT_THAT(as(Verdict::Unaffected, 1h), says("lost when it should be over"));
  EXPECT_THAT(as(Verdict::Inconclusive, 1h), says("lost when it should be over"));
}

TEST(Referee, ReportsAGoodVerdictOverABlindSpan) {
  auto history = broken_until(3s);
  const auto call_it_recovered = [](Judgement& judged) {
    for (auto& path : judged.paths) path.verdict = Verdict::Recovered;
  };
  history.nodes[1].blind = {{BlindKind::EventsLost, {}, {kStart + 2s, kStart + 4s}, 3}};
  EXPECT_THAT(violations_of(history), IsEmpty());
  EXPECT_THAT(violations_of(history, call_it_recovered),
              says("lost events can have told of its lost probes"));
  history.nodes[1].blind = {{BlindKind::Detached, Hook::Drops, {kStart + 2s, kStart + 4s}, 1}};
  EXPECT_THAT(violations_of(history), IsEmpty());
  EXPECT_THAT(violations_of(history, call_it_recovered), says("the evidence has a gap"));
}

TEST(Referee, ReportsRecoveryFromNothing) {
  EXPECT_THAT(told_of(
                  [](Judgement& judged) {
                    for (auto& path : judged.paths) path.verdict = Verdict::Recovered;
                  },
                  1500ms),
              says("nothing to recover from"));
}

}  // namespace
}  // namespace canary::simulation
