// SPDX-License-Identifier: Apache-2.0
#include "reading/window_edge.h"

#include <gtest/gtest.h>

#include "clocks/clock_turn.h"
#include "reading/session_span.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using testing::TimelineBuilder;

/// The agent goes and comes again twice: at 10 s, and at 30 s.
NodeTimeline two_transitions() {
  TimelineBuilder builder("node-a");
  builder.agent_seen("1.13.0").agent_gone(10s).agent_ready(12s).agent_gone(30s).agent_ready(32s);
  return builder.ends(60s).build();
}

Span span_between(const NodeTimeline& session, const std::optional<WindowEdge>& since,
                  const std::optional<WindowEdge>& until) {
  const auto cut = cut_to(Timeline{{session}}, since, until).value();
  return session_span(cut.nodes.front());
}

std::string refusal_of(const std::optional<WindowEdge>& since,
                       const std::optional<WindowEdge>& until) {
  const auto cut = cut_to(Timeline{{two_transitions()}}, since, until);
  return cut ? "cut" : cut.error().message;
}

TEST(WindowEdge, IsADurationATimeOrATransition) {
  EXPECT_EQ(parse_window_edge("+12s"), WindowEdge(Duration{12s}));
  EXPECT_EQ(parse_window_edge("2"), WindowEdge(TransitionNumber{2}));
  EXPECT_EQ(parse_window_edge("1970-01-01T00:00:01.5Z"), WindowEdge(Instant{1'500'000'000}));
}

TEST(WindowEdge, OfAnythingElseTellsWhatToWrite) {
  for (const char* text : {"", "12s", "-1", "+12", "yesterday", "2x"})
    EXPECT_FALSE(parse_window_edge(text).has_value()) << text;
  EXPECT_NE(parse_window_edge("12s").error().message.find("+12s"), std::string::npos);
}

TEST(CutTo, ATimeAfterTheBeginning) {
  EXPECT_EQ(span_between(two_transitions(), Duration{12s}, Duration{20s}),
            (Span{kStart + 12s, kStart + 20s}));
}

TEST(CutTo, ATransitionWithItsBaselineAndItsSettleTime) {
  const auto session = two_transitions();
  const auto& criteria = session.header.criteria;
  EXPECT_EQ(span_between(session, TransitionNumber{2}, TransitionNumber{2}),
            (Span{kStart + 25s, kStart + 32s + criteria.settle + criteria.deadline}));
}

TEST(CutTo, AnEdgeThatIsNotGivenIsTheRecordings) {
  EXPECT_EQ(span_between(two_transitions(), std::nullopt, Duration{20s}),
            (Span{kStart, kStart + 20s}));
  EXPECT_EQ(span_between(two_transitions(), Duration{20s}, std::nullopt),
            (Span{kStart + 20s, kStart + 60s}));
}

TEST(CutTo, RefusesAWindowInWhichThereIsNothing) {
  EXPECT_EQ(refusal_of(Duration{20s}, Duration{10s}), "the window ends before it begins");
  EXPECT_EQ(refusal_of(TransitionNumber{3}, std::nullopt),
            "there is no transition 3: node-a saw its agent go 2 times");
  EXPECT_NE(refusal_of(Instant{0}, Instant{1}).find("outside of the recording"), std::string::npos);
}

TEST(CutTo, AnotherNodeIsCutWhereItsClockShowedAsMuch) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").answered(1, 200);
  b.probed_by("node-a");
  for (std::uint32_t i = 1; i <= 200; ++i) {
    a.encrypted(i).left_uplink(i);
    b.arrived(i).encrypted(i, ProbeLeg::Reply).left_uplink(i, ProbeLeg::Reply);
  }
  // By its clock, an hour less is an hour more by ours.
  const Instant ours = kStart + 5s;
  const auto late = turn(b.ends(30s).build(), ClockMap({{ours + 1h, ours, 0ns}}));
  const auto cut = cut_to(Timeline{{a.build(), late}}, Duration{5s}, Duration{10s}).value();
  const auto span = session_span(cut.nodes.back());
  EXPECT_LT(std::chrono::abs(span.from - (kStart + 1h + 5s)), 100ms);
  EXPECT_LT(std::chrono::abs(span.to - (kStart + 1h + 10s)), 100ms);
}

}  // namespace
}  // namespace canary
