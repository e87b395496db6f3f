// SPDX-License-Identifier: Apache-2.0
#include "clocks/node_clocks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "clocks/clock_turn.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::kStart;
using testing::sent_at;
using testing::TimelineBuilder;

/// How a clock shows the time: wrong by what a line through these points says.
ClockMap wrong_by(const std::vector<std::pair<Instant, Duration>>& points) {
  std::vector<ClockPoint> shown;
  shown.reserve(points.size());
  for (const auto& [at, by] : points) shown.push_back({at + by, at, {}});
  return ClockMap(std::move(shown));
}
ClockMap wrong_by(Duration by) { return wrong_by({{kStart, by}}); }

/// Probe `i` of A, answered, as both kernels see it.
void answered(std::uint32_t i, TimelineBuilder& a, TimelineBuilder& b) {
  a.answered(i, i).encrypted(i).left_uplink(i);
  b.arrived(i).encrypted(i, Reply).left_uplink(i, Reply);
}

/// An upgrade of A and B. A loses probes 21 to 40 in B's XFRM, 61 to 65 on the wire, 71 in its own
/// XFRM; the replies to 81 to 85 die in its XFRM. After probe 200 there is one every 10 s.
Timeline both_upgraded(Duration time = 20s) {
  TimelineBuilder a("node-a"), b("node-b");
  a.agent_gone(1s).agent_ready(3s).peer("node-b");
  b.agent_gone(2s).agent_ready(9s).peer("node-a").answered(1, 200).probed_by("node-a");
  const auto within = [](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
    return first <= i && i <= last;
  };
  for (std::uint32_t i = 1; sent_at(i) <= kStart + time; i += i < 200 ? 1 : 100) {
    if (within(i, 21, 40)) {
      a.lost(i, i).encrypted(i).left_uplink(i);
      b.dropped_esp("XfrmInNoStates", i);
    } else if (within(i, 61, 65)) {
      a.lost(i, i).encrypted(i).left_uplink(i);
    } else if (i == 71) {
      a.lost(i, i).dropped("XfrmOutPolBlock", i);
    } else if (within(i, 81, 85)) {
      a.lost(i, i).encrypted(i).left_uplink(i).dropped_esp("XfrmInNoStates", i, Reply);
      b.arrived(i).encrypted(i, Reply).left_uplink(i, Reply);
    } else {
      answered(i, a, b);
    }
  }
  b.ends(time + 300ms);
  return together(a, b);
}

Timeline with_clock_of_b(Timeline timeline, const ClockMap& clock) {
  timeline.nodes[1] = turn(timeline.nodes[1], clock);
  return timeline;
}

/// All that must not depend on clocks.
std::string verdicts_and_fates(const Judgement& judgement) {
  std::string text = fmt::format("{}\n", to_text(judgement.verdict));
  for (const auto& path : judgement.paths) {
    text += fmt::format("{} {}\n", to_text(path.path), to_text(path.verdict));
    for (const auto& outage : path.outages) {
      text += fmt::format("  {} lost, {} unattributed\n", outage.probes_lost, outage.unattributed);
      for (const auto& fate : outage.fates)
        text += fmt::format("    {} at {} on {}: {}\n", fate.count, to_text(fate.stage), fate.node,
                            fate.cause.value_or("-"));
    }
  }
  for (const auto& finding : judgement.findings) text += finding.kind + "\n";
  return text;
}

void expect_judged_alike(const Timeline& timeline, const ClockMap& clock_of_b) {
  const auto alike = judge(timeline);
  const auto judged = judge(with_clock_of_b(timeline, clock_of_b));
  EXPECT_EQ(verdicts_and_fates(judged), verdicts_and_fates(alike));
  ASSERT_EQ(judged.observer.clocks.size(), 1u);
  EXPECT_TRUE(judged.observer.clocks[0].offset);
}

TEST(NodeClocks, TheUpgradeOfTheseTestsIsFullyExplained) {
  const auto judgement = judge(both_upgraded());
  EXPECT_EQ(judgement.verdict, Verdict::Recovered);
  std::size_t fates = 0;
  for (const auto& outage : judgement.paths.at(0).outages) {
    fates += outage.fates.size();
    EXPECT_EQ(outage.unattributed, 0u);
  }
  EXPECT_EQ(fates, 4u);
}

TEST(NodeClocks, ClocksAnHourApartAreJudgedAlike) {
  expect_judged_alike(both_upgraded(), wrong_by(1h));
  expect_judged_alike(both_upgraded(), wrong_by(-1h));
}

TEST(NodeClocks, ClocksFiveSecondsApartAreJudgedAlike) {
  expect_judged_alike(both_upgraded(), wrong_by(5s));
}

TEST(NodeClocks, AStepOf30SecondsInTheMiddleIsJudgedAlike) {
  const Instant step = sent_at(75) + 50ms;
  expect_judged_alike(both_upgraded(), wrong_by({{step - 10ms, 7s}, {step, 37s}}));
}

TEST(NodeClocks, ADriftOf200PpmOverAnHourIsJudgedAlike) {
  expect_judged_alike(both_upgraded(1h), wrong_by({{kStart, 3s}, {kStart + 1h, 3720ms}}));
}

TEST(NodeClocks, WhatIsReadyWhenIsToldByTheClockOfTheFirstNode) {
  const auto judged = judge(with_clock_of_b(both_upgraded(), wrong_by(1h)));
  ASSERT_EQ(judged.agents.size(), 2u);
  const auto off = *judged.agents[1].ready_at - (kStart + 9s);
  EXPECT_LT(std::chrono::abs(off), 1ms);
  EXPECT_LT(judged.ended - judged.started, 1min);
}

TEST(NodeClocks, TheReportTellsTheOffset) {
  const auto judged = judge(with_clock_of_b(both_upgraded(), wrong_by(1h)));
  const auto& clock = judged.observer.clocks.at(0);
  EXPECT_EQ(clock.node, "node-b");
  EXPECT_EQ(clock.against, "node-a");
  EXPECT_LT(std::chrono::abs(clock.offset->first - 1h), 1ms);
  EXPECT_LT(clock.error, 10ms);
}

TEST(NodeClocks, EqualClocksAreLeftAsTheyAre) {
  const auto judged = judge(both_upgraded());
  EXPECT_EQ(judged.observer.clocks.at(0).offset, (std::pair<Duration, Duration>{0s, 0s}));
  EXPECT_EQ(judged.agents.at(1).ready_at, kStart + 9s);
}

TEST(NodeClocks, WhereNothingTellsTheyAreTakenAsTheyAreAndThatIsSaid) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").answered(1, 20);
  b.after_upgrade().peer("node-a").answered(1, 20);
  const auto judged = judge(with_clock_of_b(together(a, b), wrong_by(1h)));
  EXPECT_EQ(judged.observer.clocks.at(0).offset, std::nullopt);
  EXPECT_EQ(judged.ended - judged.started, 1h + (sent_at(20) - kStart) + 300ms);
}

TEST(NodeClocks, WhatReflectorsTellIsEnough) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").reflector_clock(1h).answered(1, 20);
  b.after_upgrade().peer("node-a").reflector_clock(0s).answered(1, 20);
  auto timeline = together(a, b);
  timeline.nodes[1] = turn(timeline.nodes[1], wrong_by(1h));
  const auto judged = judge(timeline);
  ASSERT_TRUE(judged.observer.clocks.at(0).offset);
  EXPECT_LT(std::chrono::abs(judged.observer.clocks[0].offset->first - 1h), 1ms);
}

TEST(NodeClocks, AReflectorWithAClockOfItsOwnMovesNoRecording) {
  auto timeline = both_upgraded();
  for (auto& seen : timeline.nodes[0].observations)
    if (auto* reply = std::get_if<ReplyReceived>(&seen.what)) {
      // It was set back by a minute in between, as settimeofday does.
      const Duration ahead = seen.at < sent_at(100) ? 20s : -40s;
      reply->reflector_received = seen.at - 250us + ahead;
      reply->reflector_sent = seen.at - 200us + ahead;
    }
  EXPECT_EQ(judge(timeline).observer.clocks.at(0).offset, (std::pair<Duration, Duration>{0s, 0s}));
  EXPECT_EQ(verdicts_and_fates(judge(timeline)), verdicts_and_fates(judge(both_upgraded())));
}

/// What A's clock is compared with where B's kernel saw one packet of each round trip, and B's
/// reflector has a clock of its own.
void expect_the_clock_of_what_b_saw(ProbeLeg seen) {
  TimelineBuilder a("node-a"), b("node-b");
  a.peer("node-b").reflector_clock(37s).answered(1, 20);
  b.probed_by("node-a");
  for (std::uint32_t i = 1; i <= 20; ++i) seen == Request ? b.arrived(i) : b.encrypted(i, seen);
  const auto judged = judge(with_clock_of_b(together(a, b), wrong_by(1h)));
  const auto& clock = judged.observer.clocks.at(0);
  ASSERT_TRUE(clock.offset);
  EXPECT_LT(std::chrono::abs(clock.offset->first - 1h), 1ms);
  EXPECT_LT(clock.error, 10ms);
}

TEST(NodeClocks, RequestsAloneThatWereSeenAndAnsweredAreEnough) {
  expect_the_clock_of_what_b_saw(Request);
}

TEST(NodeClocks, RepliesAloneThatWereSeenAndReceivedAreEnough) {
  expect_the_clock_of_what_b_saw(Reply);
}

TEST(NodeClocks, ReflectorsThatDisagreeTellNothing) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").reflector_clock(1h).answered(1, 20);
  b.after_upgrade().peer("node-a").reflector_clock(0s).answered(1, 20);
  EXPECT_EQ(judge(together(a, b)).observer.clocks.at(0).offset, std::nullopt);
}

TEST(NodeClocks, GoOverAThirdNodeWhereTwoDoNotProbeEachOther) {
  TimelineBuilder a("node-a"), b("node-b"), c("node-c");
  a.peer("node-c");
  b.peer("node-c");
  for (std::uint32_t i = 1; i <= 20; ++i) {
    c.probed_by("node-a");
    answered(i, a, c);
    c.probed_by("node-b");
    answered(i, b, c);
  }
  std::vector<ClockEvidence> nodes;
  nodes.push_back(read_clock_evidence(a.build()));
  nodes.push_back(read_clock_evidence(turn(b.build(), wrong_by(1h))));
  nodes.push_back(read_clock_evidence(turn(c.build(), wrong_by(-5s))));
  const auto clocks = common_clocks(nodes);
  EXPECT_EQ(clocks.at(1).against, "node-a");
  EXPECT_LT(std::chrono::abs(clocks.at(1).map.to_ours(kStart + 1h) - kStart), 1ms);
}

TEST(NodeClocks, WhatTwoNodesWereLedOverMakesThemNoLessExactBesideEachOther) {
  // A - B - C and B - D: C and D are both led over B.
  TimelineBuilder a("node-a"), b("node-b"), c("node-c"), d("node-d");
  a.peer("node-b");
  b.probed_by("node-a");
  for (std::uint32_t i = 1; i <= 20; ++i) answered(i, a, b);
  for (auto* prober : {&c, &d}) {
    prober->peer("node-b");
    b.probed_by(prober == &c ? "node-c" : "node-d");
    for (std::uint32_t i = 1; i <= 20; ++i) answered(i, *prober, b);
  }
  std::vector<ClockEvidence> nodes;
  for (const auto* node : {&a, &b, &c, &d}) nodes.push_back(read_clock_evidence(node->build()));
  const auto clocks = common_clocks(nodes);
  const auto error = [&](std::size_t one, std::size_t other) {
    return error_between(clocks.at(one), clocks.at(other), kStart + 1s);
  };
  EXPECT_GT(error(0, 1), 0ns);
  EXPECT_EQ(error(2, 3), error(1, 2) + error(1, 3));
  EXPECT_EQ(error(0, 2), error(0, 1) + error(1, 2));
  EXPECT_EQ(error(0, 0), 0ns);
}

/// Probe 1 leaves A and is lost, the others are answered; what B saw of probe 1 lies so long
/// before the others as it would where A was paused in between.
Outage outage_before_a_pause(Duration pause) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").lost(1, 1).encrypted(1).left_uplink(1);
  b.probed_by("node-a").arrived(1);
  for (std::uint32_t i = 2; i <= 20; ++i) answered(i, a, b);
  b.ends(10s);
  const auto clock = wrong_by({{sent_at(1) + 20ms, 0s}, {sent_at(1) + 60ms, pause}});
  return judge({{a.build(), turn(b.build(), clock)}}).paths.at(0).outages.at(0);
}

TEST(NodeClocks, NoWireLossWhereAPauseBeforeTheFirstRoundTripMayExplainIt) {
  const auto outage = outage_before_a_pause(7s);
  EXPECT_TRUE(outage.fates.empty());
  EXPECT_EQ(outage.unattributed, 1u);
}

TEST(NodeClocks, WhatIsAnHourAwayIsAnotherSessions) {
  const auto outage = outage_before_a_pause(1h);
  ASSERT_EQ(outage.fates.size(), 1u);
  EXPECT_EQ(outage.fates.at(0).stage, Stage::Wire);
}

TEST(NodeClocks, AnEarlierSessionOfTheSameNameIsNotTakenForThisOne) {
  TimelineBuilder a("node-a"), b("node-b");
  a.peer("node-b");
  b.probed_by("node-a");
  for (std::uint32_t i = 1; i <= 20; ++i) answered(i, a, b);
  auto recorded = b.build();
  const auto once = recorded.observations;
  for (auto seen : once) {
    seen.at = seen.at - 1min;
    recorded.observations.push_back(seen);
  }
  const auto relation = relate(read_clock_evidence(a.build()), read_clock_evidence(recorded));
  EXPECT_EQ(relation.trouble, ClockRelation::Trouble::None);
  EXPECT_TRUE(relation.map.points().empty());
}

}  // namespace
}  // namespace canary
