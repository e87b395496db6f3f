// SPDX-License-Identifier: Apache-2.0
// Random small histories of two nodes, told truly: what judge() must never say of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::sent_at;
using testing::TimelineBuilder;

constexpr std::uint32_t kProbes = 70;
constexpr std::uint32_t kReady = 20;           ///< of both agents, in probes
constexpr std::uint32_t kLimit = kReady + 20;  ///< recovery may take 20 probes
constexpr std::uint32_t kEnd = 65;             ///< the last probe that is sent

enum class Truth { Fine, NoState, PolicyBlock, NeverLeaves, Wire };

/// What happened to A's requests, and what nobody could see.
struct History {
  std::map<std::uint32_t, Truth> probes;  ///< by sequence
  bool blind_sender = false, blind_receiver = false, no_hooks = false;
  std::uint32_t blind_from = 0, blind_to = 0;

  [[nodiscard]] Truth of(std::uint32_t sequence) const {
    const auto found = probes.find(sequence);
    return found == probes.end() ? Truth::Fine : found->second;
  }
  [[nodiscard]] bool complete() const { return !blind_sender && !blind_receiver && !no_hooks; }
};

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

History throw_history(Dice& dice) {
  History history;
  for (auto faults = dice.between(0, 3); faults > 0; --faults) {
    const auto kind = static_cast<Truth>(dice.between(1, 4));
    const auto first = dice.between(8, kEnd);
    const auto length = dice.one_in(4) ? kProbes : dice.between(1, 15);
    for (auto i = first; i < first + length && i <= kEnd; ++i) history.probes[i] = kind;
  }
  if (dice.one_in(3))
    for (std::uint32_t i = 1; i <= kEnd; ++i)
      if (dice.one_in(60)) history.probes.try_emplace(i, Truth::Wire);
  if (dice.one_in(3)) {
    history.blind_from = dice.between(1, kEnd - 1);
    history.blind_to = dice.between(history.blind_from + 1, kEnd);
    (dice.one_in(2) ? history.blind_sender : history.blind_receiver) = true;
  }
  history.no_hooks = dice.one_in(20);
  return history;
}

void tell_probe(std::uint32_t i, Truth truth, TimelineBuilder& a, TimelineBuilder& b) {
  truth == Truth::Fine ? a.answered(i, i) : a.lost(i, i);
  if (truth == Truth::PolicyBlock) {
    a.dropped("XfrmOutPolBlock", i);
    return;
  }
  a.encrypted(i);
  if (truth == Truth::NeverLeaves) return;
  a.left_uplink(i);
  if (truth == Truth::NoState) b.dropped_esp("XfrmInNoStates", i);
  if (truth == Truth::Fine) b.arrived(i).encrypted(i, Reply).left_uplink(i, Reply);
}

/// Leaves out what a blind node did not see, and says so.
void blind(NodeTimeline& session, const History& history) {
  const Span span{sent_at(history.blind_from), sent_at(history.blind_to)};
  std::erase_if(session.observations, [&](const Observation& seen) {
    const bool of_kernel = std::holds_alternative<ProbeEncrypted>(seen.what) ||
                           std::holds_alternative<ProbeLeftUplink>(seen.what) ||
                           std::holds_alternative<ProbeArrived>(seen.what) ||
                           std::holds_alternative<PacketDropped>(seen.what);
    return of_kernel && span.from <= seen.at && seen.at <= span.to;
  });
  session.observations.push_back({span.to, session.header.node, EventsLost{span.from, 1}});
}

Timeline tell(const History& history) {
  TimelineBuilder a("node-a"), b("node-b");
  a.peer("node-b").agent_gone(1s).agent_ready(kReady * testing::kInterval);
  b.peer("node-a").agent_gone(1s).agent_ready(kReady * testing::kInterval).answered(1, kEnd);
  b.probed_by("node-a");
  for (std::uint32_t i = 1; i <= kEnd; ++i) tell_probe(i, history.of(i), a, b);
  if (history.no_hooks) a.without_hooks();
  auto timeline = together(a, b);
  if (history.blind_sender) blind(timeline.nodes[0], history);
  if (history.blind_receiver) blind(timeline.nodes[1], history);
  return timeline;
}

Stage stage_of(Truth truth) {
  switch (truth) {
    case Truth::NoState:
      return Stage::ReceiverDecrypt;
    case Truth::PolicyBlock:
      return Stage::SenderPolicy;
    case Truth::NeverLeaves:
      return Stage::SenderUplink;
    case Truth::Wire:
    case Truth::Fine:
      break;
  }
  return Stage::Wire;
}

/// How many of the fates are true: each lost probe has one at most.
void check_fates(const History& history, const PathJudgement& path) {
  for (const auto& outage : path.outages) {
    std::map<Stage, std::uint64_t> truth;
    for (const auto& [sequence, what] : history.probes)
      if (outage.first_lost <= sent_at(sequence) && sent_at(sequence) <= outage.last_lost)
        ++truth[stage_of(what)];
    std::uint64_t explained = outage.unattributed;
    for (const auto& fate : outage.fates) {
      EXPECT_LE(fate.count, truth[fate.stage]) << to_text(fate.stage);
      explained += fate.count;
    }
    EXPECT_EQ(explained, outage.probes_lost);
    if (history.complete()) {
      EXPECT_EQ(outage.unattributed, 0u);
    }
  }
}

void check_verdict(const History& history, const PathJudgement& path) {
  const bool positive = path.verdict == Verdict::Unaffected || path.verdict == Verdict::Recovered;
  bool lost_at_end = true, xfrm_too_late = false, only_early = true;
  for (std::uint32_t i = kEnd - 2; i <= kEnd; ++i) lost_at_end &= history.of(i) != Truth::Fine;
  for (const auto& [sequence, what] : history.probes) {
    xfrm_too_late |= sequence > kLimit && what != Truth::Wire;
    only_early &= sequence <= kLimit;
  }
  const bool seen = history.complete();
  EXPECT_FALSE(positive && lost_at_end) << "broken at the end";
  EXPECT_FALSE(positive && history.no_hooks) << "nobody looked";
  EXPECT_FALSE(positive && xfrm_too_late && seen) << "dropped by XFRM when it should be over";
  EXPECT_FALSE(!positive && only_early && seen) << "fine in time, and all was seen";
  EXPECT_FALSE(path.verdict == Verdict::Unaffected && !seen) << "over a blind span";
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* told = std::getenv(variable);
  return told != nullptr ? std::strtoull(told, nullptr, 10) : otherwise;
}

TEST(RandomHistories, AreNeverCalledFineWhenTheyAreNotAndNoFateIsInvented) {
  const auto seed = number_from("CANARY_SEED", std::random_device{}());
  const auto histories = number_from("CANARY_HISTORIES", 200);
  for (std::uint64_t round = 0; round < histories; ++round) {
    SCOPED_TRACE(::testing::Message() << "repeat with CANARY_SEED=" << seed + round);
    Dice dice(seed + round);
    const auto history = throw_history(dice);
    const auto path = judge(tell(history)).paths.at(0);
    SCOPED_TRACE(::testing::Message() << to_text(path.verdict) << ": " << path.reason);
    check_fates(history, path);
    check_verdict(history, path);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(RandomHistories, UnderOneNameAreNotComparedEachWithEach) {
  // All lost, all under one name: whatever compares each with each would not end in time.
  TimelineBuilder a("node-a"), b("node-b");
  constexpr std::uint32_t kMany = 10'000;
  a.after_upgrade().peer("node-b").lost(1, kMany);
  b.probed_by("node-a").ends(kMany * testing::kInterval);
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  for (std::uint32_t i = 1; i <= kMany; ++i) {
    const ProbeEncrypted encrypted{testing::probe_key(path, i),
                                   Request,
                                   {3, 1},
                                   testing::addresses_of("node-a").tunnel,
                                   testing::addresses_of("node-b").tunnel,
                                   0};
    a.observe(sent_at(i), encrypted);
    a.observe(sent_at(i),
              ProbeLeftUplink{{3, 1}, encrypted.outer_source, encrypted.outer_destination});
    PacketDropped drop;
    drop.cause = "XfrmInNoStates";
    drop.esp = encrypted.esp;
    drop.source = encrypted.outer_source;
    b.observe(sent_at(i), drop);
  }
  const auto judged = judge(together(a, b)).paths.at(0);
  ASSERT_EQ(judged.outages.size(), 1u);
  EXPECT_EQ(judged.outages[0].fates.at(0).count, judged.probes.lost);
}

}  // namespace
}  // namespace canary
