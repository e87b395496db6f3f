// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_excerpt.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::kPathToB;
using testing::kStart;
using testing::probe_key;
using testing::sent_at;
using testing::TimelineBuilder;

/// What B saw while A probed it.
TimelineBuilder receiver() {
  TimelineBuilder b("node-b");
  b.ends(10s).probed_by("node-a");
  for (std::uint32_t i = 1; i <= 9; ++i) b.arrived(i).encrypted(i, Reply).left_uplink(i, Reply);
  return b;
}

EvidenceRequest about(std::uint32_t sequence, Instant from = kStart) {
  const auto key = probe_key(kPathToB, sequence);
  return {kStart + 10s, from, {{key.sender, key.reflector, key.ssid, {sequence}}}, {}};
}

HeldEvidence held_of(const NodeTimeline& session) {
  EvidenceStore store(session.header);
  for (const Observation& seen : session.observations) store.push(seen.at, seen.what);
  store.end(kStart + 10s);
  return store.held();
}

NodeTimeline told(const TimelineBuilder& b, const EvidenceRequest& request) {
  return make_excerpt(held_of(b.build()), request, kStart + 10s);
}

template <class What>
std::size_t count(const NodeTimeline& timeline) {
  return static_cast<std::size_t>(std::ranges::count_if(
      timeline.observations,
      [](const Observation& seen) { return std::holds_alternative<What>(seen.what); }));
}

TEST(EvidenceExcerpt, FollowsTheAskedProbeIntoItsReplysEspPacket) {
  const auto excerpt = told(receiver(), about(5));
  EXPECT_EQ(count<ProbeArrived>(excerpt), 1u);
  EXPECT_EQ(count<ProbeEncrypted>(excerpt), 1u);
  const auto left = std::ranges::any_of(excerpt.observations, [](const Observation& seen) {
    const auto* what = std::get_if<ProbeLeftUplink>(&seen.what);
    return what != nullptr && what->esp == testing::esp_key(5, Reply);
  });
  EXPECT_TRUE(left);
}

TEST(EvidenceExcerpt, LeavesOutProbesThatNobodyAskedAbout) {
  auto request = about(5);
  request.probes.clear();
  const auto excerpt = told(receiver(), request);
  EXPECT_EQ(count<ProbeArrived>(excerpt), 0u);
  EXPECT_EQ(count<ProbeEncrypted>(excerpt), 0u);
  EXPECT_EQ(count<ProbeLeftUplink>(excerpt), 1u) << "one, which says whose the addresses are";
}

TEST(EvidenceExcerpt, TellsAllDropsAsTheyMayBeOfAnyPacket) {
  const auto b = receiver().background_drops("XfrmInNoStates", 7, 3s);
  const auto excerpt = told(b, about(5));
  std::uint64_t packets = 0;
  for (const Observation& seen : excerpt.observations)
    if (const auto* drop = std::get_if<PacketDropped>(&seen.what)) packets += drop->packets;
  EXPECT_EQ(packets, 7u);
}

TEST(EvidenceExcerpt, TellsWhatTheTrustInSilenceRestsOn) {
  const auto b = receiver().events_lost(3s, 4s).hook_detached("tc_egress eth0", 5s).agent_gone(6s);
  const auto excerpt = told(b, about(5));
  EXPECT_GE(count<HookAttached>(excerpt), 5u);
  EXPECT_GE(count<HookRuns>(excerpt), 5u);
  EXPECT_EQ(count<EventsLost>(excerpt), 1u);
  EXPECT_EQ(count<HookDetached>(excerpt), 1u);
  EXPECT_EQ(count<AgentGone>(excerpt), 1u);
  EXPECT_EQ(count<XfrmStatRead>(excerpt), 2u);
}

TEST(EvidenceExcerpt, IsSortedByTimeAndEndsWhereItHolds) {
  const auto excerpt = told(receiver(), about(5));
  EXPECT_TRUE(std::ranges::is_sorted(excerpt.observations, {}, &Observation::at));
  EXPECT_TRUE(std::holds_alternative<SessionEnded>(excerpt.observations.back().what));
  EXPECT_EQ(excerpt.observations.back().at, kStart + 10s);
}

/// A reflector that has run for a day when the asker's session begins.
TEST(EvidenceExcerpt, OfALongSessionBeginsWithTheAskersAndTellsHowHooksStand) {
  auto session = receiver().counted(CounterStage::Arrived, "1.1.1.1", "2.2.2.2", 9).build();
  session.header.started = kStart - 24h;
  for (Observation& seen : session.observations)
    if (std::holds_alternative<HookAttached>(seen.what)) seen.at = session.header.started;
  const auto excerpt = make_excerpt(held_of(session), about(5), kStart + 10s);
  EXPECT_EQ(excerpt.header.started, kStart - 5s);
  EXPECT_EQ(excerpt.observations.front().at, excerpt.header.started);
  EXPECT_GE(count<HookAttached>(excerpt), 5u);
  EXPECT_EQ(count<PacketsCounted>(excerpt), 0u) << "totals of a day beside drops of ten seconds";
  EXPECT_EQ(count<ProbeArrived>(excerpt), 1u);
}

TEST(EvidenceExcerpt, DoesNotMindThatTheAskersClockIsAnyOther) {
  auto request = about(5);
  request.now = request.now - 24h * 365;
  request.from = request.from - 24h * 365;
  EXPECT_EQ(told(receiver(), request), told(receiver(), about(5)));
}

TEST(EvidenceExcerpt, BeginsWhereTheStoreDoes) {
  auto held = held_of(receiver().build());
  held.from = kStart + 3s;
  held.hooks.insert_or_assign("kfree_skb", HookAttached{"kfree_skb", "raw_tracepoint"});
  const auto excerpt = make_excerpt(held, about(5), kStart + 10s);
  EXPECT_EQ(excerpt.header.started, kStart + 3s);
}

}  // namespace
}  // namespace canary
