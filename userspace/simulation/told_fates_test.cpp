// SPDX-License-Identifier: Apache-2.0
// What a peer tells of lost probes is enough: random histories of two nodes, judged with the peer's
// whole recording and with only what it would tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "cluster/evidence_excerpt.h"
#include "fates/unexplained.h"
#include "reading/session_span.h"
#include "simulation/asked_number.h"
#include "simulation/history_thrower.h"
#include "simulation/history_words.h"
#include "simulation/node_identity.h"
#include "simulation/referee.h"
#include "simulation/world.h"

namespace canary::simulation {
namespace {

using ::testing::IsEmpty;

/// The same in every run.
constexpr std::uint64_t kFirstSeedOfTold = 50'000'000;

/// Both record, and end at once: what a peer sees after it was asked is not told. Nor does what it
/// tells have a start that says anything, so recovery is counted from the agents.
History throw_exchange(std::uint64_t seed) {
  auto history = throw_history(seed, {.many_nodes = false, .surroundings = false});
  history.criteria.after_upgrade = false;
  auto& nodes = history.nodes;
  const Instant end = std::max(nodes[0].session.to, nodes[1].session.to);
  for (SimulatedNode& node : nodes) {
    node.records = true;
    node.cut_off = false;
    node.session.to = end;
  }
  return history;
}

/// What `peer` holds when it is asked at the end.
HeldEvidence held_by(const NodeTimeline& peer) {
  auto seen = peer.observations;
  std::ranges::stable_sort(seen, {}, &Observation::at);
  EvidenceStore store(peer.header);
  for (const Observation& one : seen) store.push(one.at, one.what);
  store.end(session_span(peer).to);
  return store.held();
}

/// What a live session of node-0 would judge.
Timeline exchanged(const Timeline& both) {
  const NodeTimeline &own = both.nodes.at(0), &peer = both.nodes.at(1);
  const auto question =
      make_question(own, find_unexplained(own), peer.header.node, session_span(own).to);
  Timeline live{{own, make_excerpt(held_by(peer), question.request, session_span(peer).to)}};
  live.nodes[1].header.told_to = own.header.node;
  return live;
}

const PathJudgement& path_of_asker(const Judgement& judgement) {
  return *std::ranges::find(judgement.paths, name_of(0),
                            [](const PathJudgement& judged) { return judged.path.local; });
}

std::vector<Outage> without_fates(std::vector<Outage> outages) {
  for (Outage& outage : outages) {
    outage.fates.clear();
    outage.unattributed = 0;
  }
  return outages;
}

bool has(const Outage& outage, const Fate& fate) {
  return std::ranges::any_of(outage.fates, [&](Fate other) {
    if (other.count < fate.count) return false;
    other.count = fate.count;
    return other == fate;
  });
}

/// A peer's own probes are not told, and of the asker's a part: clocks are compared by fewer
/// packets. Whether somebody looked is less exactly known then, beside a gap or a pause.
bool clocks_matter(const History& history) {
  return std::ranges::any_of(history.nodes, [](const SimulatedNode& node) {
    return !node.clock.pauses.empty() || std::ranges::any_of(node.blind, [](const auto& blind) {
      return blind.kind == BlindKind::EventsLost || blind.kind == BlindKind::Detached;
    });
  });
}

/// Of the asker's path, of which alone a live session tells.
std::vector<std::string> violations_of(History history, Truth truth, const Judgement& judgement) {
  history.paths.resize(1);
  truth.paths.resize(1);
  // Of answered probes a peer tells some only.
  for (ProbeTruth& probe : truth.paths[0])
    for (LegTruth& leg : probe.legs) leg.seen_encrypted = leg.seen_encrypted_by_prober;
  return find_violations(history, truth, judgement);
}

class ToldFates : public ::testing::Test {
 protected:
  struct Round {
    History history;
    Played played;
  };
  Round play_next() {
    auto history = throw_exchange(seed_++);
    auto played = play(history);
    return {std::move(history), std::move(played)};
  }
  static std::string in_words_of(std::uint64_t seed, const Round& round) {
    return "repeat with CANARY_HISTORIES=1 CANARY_SEED=" + std::to_string(seed) + "\n" +
           in_words(round.history, round.played.truth);
  }

  const std::uint64_t histories_ = asked_number("CANARY_HISTORIES", 200);
  std::uint64_t seed_ = asked_number("CANARY_SEED", kFirstSeedOfTold);
};

TEST_F(ToldFates, AreThoseOfThePeersWholeRecording) {
  std::uint64_t same = 0;
  for (std::uint64_t round = 0; round < histories_; ++round) {
    const auto thrown = play_next();
    SCOPED_TRACE(in_words_of(seed_ - 1, thrown));
    const auto whole = path_of_asker(judge(thrown.played.timeline));
    const auto live = path_of_asker(judge(exchanged(thrown.played.timeline)));
    ASSERT_EQ(without_fates(live.outages), without_fates(whole.outages));
    for (std::size_t place = 0; place < live.outages.size(); ++place)
      for (const Fate& fate : live.outages[place].fates)
        EXPECT_TRUE(has(whole.outages[place], fate))
            << to_text(fate.stage) << " " << fate.count << " in outage " << place;
    if (clocks_matter(thrown.history)) continue;
    EXPECT_EQ(live.verdict, whole.verdict) << live.reason << " / " << whole.reason;
    EXPECT_EQ(live.outages, whole.outages);
    for (const auto& outage : live.outages) same += outage.fates.size();
  }
  EXPECT_GT(same, histories_ / 10) << "the histories lose nothing that is explained";
}

TEST_F(ToldFates, AreTrueAndAllThatWasSeen) {
  for (std::uint64_t round = 0; round < histories_; ++round) {
    const auto thrown = play_next();
    const auto live = judge(exchanged(thrown.played.timeline));
    EXPECT_THAT(violations_of(thrown.history, thrown.played.truth, live), IsEmpty())
        << in_words_of(seed_ - 1, thrown);
  }
}

TEST_F(ToldFates, NeedThePeer) {
  std::uint64_t differ = 0;
  for (int round = 0; round < 20; ++round) {
    const auto both = play_next().played.timeline;
    differ += path_of_asker(judge({{both.nodes[0]}})).outages !=
              path_of_asker(judge(exchanged(both))).outages;
  }
  EXPECT_GT(differ, 0u);
}

}  // namespace
}  // namespace canary::simulation
