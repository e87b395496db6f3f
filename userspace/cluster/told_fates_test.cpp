// SPDX-License-Identifier: Apache-2.0
// What a peer tells of lost probes is enough: random histories of two nodes, judged with the
// peer's whole recording and with only what it would tell.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "analysis/judge.h"
#include "analysis/unexplained.h"
#include "cluster/evidence_excerpt.h"
#include "simulation/history_thrower.h"
#include "simulation/world.h"

namespace canary {
namespace {

/// What was recorded of a random history of two nodes.
Timeline recordings_of(std::uint64_t seed) {
  auto history = simulation::throw_history(
      seed, {.many_nodes = false, .drift = false, .pauses = false, .disorder = false});
  for (auto& node : history.nodes) node.records = true;
  return simulation::play(history).timeline;
}

/// As a live session would judge.
Timeline exchanged(const Timeline& both) {
  const NodeTimeline& a = both.nodes.at(0);
  const NodeTimeline& b = both.nodes.at(1);
  EvidenceStore store(b.header);
  for (const Observation& seen : b.observations) store.push(seen.at, seen.what);
  const Instant end = b.observations.back().at;
  store.end(end);
  const auto question = make_question(a, find_unexplained(a), "node-1", end);
  Timeline live{{a, make_excerpt(store.held(), question.request, end)}};
  live.nodes[1].header.told_to = "node-0";
  return live;
}

const PathJudgement& path_from_asker(const Judgement& judgement) {
  return *std::ranges::find_if(
      judgement.paths, [](const PathJudgement& path) { return path.path.local == "node-0"; });
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
    const auto both = recordings_of(seed + round);
    const auto whole = judge(both);
    const auto live = judge(exchanged(both));
    ASSERT_EQ(path_from_asker(live).outages, path_from_asker(whole).outages);
    ASSERT_EQ(path_from_asker(live).verdict, path_from_asker(whole).verdict);
    for (const auto& outage : path_from_asker(live).outages) attributed += outage.fates.size();
  }
  EXPECT_GT(attributed, histories) << "the histories lose nothing that is explained";
}

TEST(ToldFates, NeedThePeer) {
  const auto seed = number_from("CANARY_SEED", std::random_device{}());
  std::uint64_t differ = 0;
  for (std::uint64_t round = 0; round < 20; ++round) {
    const auto both = recordings_of(seed + round);
    differ += path_from_asker(judge({{both.nodes[0]}})).outages !=
              path_from_asker(judge(exchanged(both))).outages;
  }
  EXPECT_GT(differ, 0u);
}

}  // namespace
}  // namespace canary
