// SPDX-License-Identifier: Apache-2.0
// What a peer tells of lost probes is enough: random histories of two nodes, judged with the
// peer's whole recording and with only what it would tell.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "analysis/clock_turn.h"
#include "analysis/judge.h"
#include "analysis/unexplained.h"
#include "cluster/evidence_excerpt.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::TimelineBuilder;

constexpr std::uint32_t kProbes = 60;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::uint32_t between(std::uint32_t low, std::uint32_t high) {
    return std::uniform_int_distribution<std::uint32_t>(low, high)(random_);
  }
  bool one_in(std::uint32_t sides) { return between(1, sides) == 1; }

 private:
  std::mt19937_64 random_;
};

/// Where a probe dies.
enum class End {
  Answered,
  SenderPolicy,
  SenderUplink,
  WireThere,
  ReceiverState,
  ReceiverPolicy,
  ReceiverFirewall,
  ReceiverSocket,
  ReplyPolicy,
  ReplyUplink,
  WireBack,
  OwnState,
};

void tell_request(std::uint32_t i, End end, TimelineBuilder& a, TimelineBuilder& b) {
  if (end == End::SenderPolicy) {
    a.dropped("XfrmOutPolBlock", i);
    return;
  }
  a.encrypted(i);
  if (end == End::SenderUplink) return;
  a.left_uplink(i);
  if (end == End::WireThere) return;
  if (end == End::ReceiverState) {
    b.dropped_esp("XfrmInNoStates", i);
    return;
  }
  if (end == End::ReceiverFirewall) {
    b.freed_esp("NETFILTER_DROP", i);
    return;
  }
  b.arrived(i);
  if (end == End::ReceiverPolicy) b.dropped("XfrmInNoPols", i);
  if (end == End::ReceiverSocket) b.freed("NO_SOCKET", i);
}

void tell_reply(std::uint32_t i, End end, TimelineBuilder& a, TimelineBuilder& b) {
  if (end == End::ReplyPolicy) {
    b.dropped("XfrmOutPolBlock", i, Reply);
    return;
  }
  b.encrypted(i, Reply);
  if (end == End::ReplyUplink) return;
  b.left_uplink(i, Reply);
  if (end == End::OwnState) a.dropped_esp("XfrmInNoStates", i, Reply);
}

Timeline throw_history(Dice& dice) {
  TimelineBuilder a("node-a"), b("node-b");
  a.peer("node-b").agent_gone(1s).agent_ready(2s);
  b.peer("node-a").agent_gone(1s).agent_ready(2s).answered(1, kProbes).probed_by("node-a");
  End end = End::Answered;
  for (std::uint32_t i = 1; i <= kProbes; ++i) {
    if (dice.one_in(4)) end = static_cast<End>(dice.between(0, 11));
    end == End::Answered ? a.answered(i, i) : a.lost(i, i);
    tell_request(i, end, a, b);
    if (end == End::Answered || end >= End::ReplyPolicy) tell_reply(i, end, a, b);
    if (dice.one_in(12))
      b.background_drops(dice.one_in(2) ? "XfrmInNoStates" : "XfrmOutPolBlock",
                         dice.between(1, 300), testing::kInterval * i);
  }
  if (dice.one_in(3)) b.events_lost(1s, 1s + dice.between(1, 3000) * 1ms);
  if (dice.one_in(4)) b.hook_detached("tc_ingress eth0", dice.between(1000, 5000) * 1ms);
  if (dice.one_in(8)) b.hook_never_ran("kfree_skb");
  auto both = together(a, b);
  if (dice.one_in(2))
    both.nodes[1] = turn(both.nodes[1], ClockMap({{testing::kStart + 1h, testing::kStart, {}}}));
  return both;
}

/// As a live session would judge.
Timeline exchanged(const Timeline& both) {
  const NodeTimeline& a = both.nodes.at(0);
  const NodeTimeline& b = both.nodes.at(1);
  EvidenceStore store(b.header);
  for (const Observation& seen : b.observations) store.push(seen.at, seen.what);
  const Instant end = b.observations.back().at;
  store.end(end);
  const auto question = make_question(a, find_unexplained(a), "node-b", end);
  Timeline live{{a, make_excerpt(store.held(), question.request, end)}};
  live.nodes[1].header.told_to = "node-a";
  return live;
}

const PathJudgement& path_from_a(const Judgement& judgement) {
  return *std::ranges::find_if(
      judgement.paths, [](const PathJudgement& path) { return path.path.local == "node-a"; });
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* told = std::getenv(variable);
  return told != nullptr ? std::strtoull(told, nullptr, 10) : otherwise;
}

TEST(ToldFates, AreThoseOfThePeersWholeRecording) {
  const auto seed = number_from("CANARY_SEED", std::random_device{}());
  const auto histories = number_from("CANARY_HISTORIES", 60);
  std::uint64_t attributed = 0;
  for (std::uint64_t round = 0; round < histories; ++round) {
    SCOPED_TRACE(::testing::Message() << "repeat with CANARY_SEED=" << seed + round);
    Dice dice(seed + round);
    const auto both = throw_history(dice);
    const auto whole = judge(both);
    const auto live = judge(exchanged(both));
    ASSERT_EQ(path_from_a(live).outages, path_from_a(whole).outages);
    ASSERT_EQ(path_from_a(live).verdict, path_from_a(whole).verdict);
    for (const auto& outage : path_from_a(live).outages) attributed += outage.fates.size();
  }
  EXPECT_GT(attributed, histories) << "the histories lose nothing that is explained";
}

TEST(ToldFates, NeedThePeer) {
  const auto seed = number_from("CANARY_SEED", std::random_device{}());
  Dice dice(seed);
  std::uint64_t differ = 0;
  for (int round = 0; round < 20; ++round) {
    const auto both = throw_history(dice);
    differ += path_from_a(judge({{both.nodes[0]}})).outages !=
              path_from_a(judge(exchanged(both))).outages;
  }
  EXPECT_GT(differ, 0u);
}

}  // namespace
}  // namespace canary
