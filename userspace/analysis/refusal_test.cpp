// SPDX-License-Identifier: Apache-2.0
#include "analysis/refusal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::TimelineBuilder;

/// A node that probes others and is probed by them, as its kernel sees it.
NodeTimeline node_among(const NodeName& node, const std::vector<NodeName>& others) {
  TimelineBuilder builder(node);
  builder.after_upgrade();
  for (const auto& other : others) {
    builder.peer(other).answered(1, 30);
    for (std::uint32_t i = 1; i <= 30; ++i) builder.encrypted(i).left_uplink(i);
    builder.probed_by(other);
    for (std::uint32_t i = 1; i <= 30; ++i)
      builder.arrived(i).encrypted(i, Reply).left_uplink(i, Reply);
  }
  auto built = builder.build();
  built.source = node + ".jsonl";
  return built;
}

/// Half of what it saw is told a minute too early.
NodeTimeline lying(NodeTimeline recording) {
  std::mt19937 random(1);
  for (auto& seen : recording.observations)
    if (random() % 2 == 0) seen.at = seen.at - 1min;
  return recording;
}

std::vector<std::string> refused_of(std::vector<NodeTimeline> nodes) {
  std::vector<std::string> sentences;
  const Timeline timeline{std::move(nodes)};
  for (const auto& refused : accept_evidence(timeline).refused) sentences.push_back(refused.why);
  return sentences;
}

std::string only_refusal_of(std::vector<NodeTimeline> nodes) {
  const auto refused = refused_of(std::move(nodes));
  EXPECT_EQ(refused.size(), 1u);
  return refused.empty() ? "" : refused.front();
}

TEST(AcceptEvidence, TakesAllThatAgree) {
  EXPECT_TRUE(refused_of({node_among("node-a", {"node-b", "node-c"}),
                          node_among("node-b", {"node-a", "node-c"}),
                          node_among("node-c", {"node-a", "node-b"})})
                  .empty());
}

TEST(AcceptEvidence, RefusesTheSecondRecordingOfANode) {
  auto again = node_among("node-a", {"node-b"});
  again.source = "again.jsonl";
  EXPECT_EQ(only_refusal_of({node_among("node-a", {"node-b"}), again}),
            "again.jsonl: node 'node-a' was recorded in an earlier one too");
}

TEST(AcceptEvidence, RefusesTimesThatContradictTheFirstRecording) {
  EXPECT_EQ(
      only_refusal_of({node_among("node-a", {"node-b"}), lying(node_among("node-b", {"node-a"}))})
          .substr(0, 62),
      "node-b.jsonl: has times that contradict those of node-a: no di");
}

TEST(AcceptEvidence, RefusesTheOneThatContradictsMostWhereverItStands) {
  EXPECT_EQ(only_refusal_of({lying(node_among("node-a", {"node-b", "node-c"})),
                             node_among("node-b", {"node-a", "node-c"}),
                             node_among("node-c", {"node-a", "node-b"})})
                .substr(0, 12),
            "node-a.jsonl");
}

TEST(AcceptEvidence, RefusesARecordingOfAnotherNodeOfThatName) {
  auto foreign = node_among("node-b", {"node-a"});
  foreign.header.local_addresses = {IpAddress::parse("10.9.9.9").value()};
  EXPECT_EQ(only_refusal_of({node_among("node-a", {"node-b"}), foreign}),
            "node-b.jsonl: is of another node than the 'node-b' that node-a knows: no address "
            "agrees");
}

TEST(AcceptEvidence, RefusesANameThatClaimsAPeersAddresses) {
  auto impostor = node_among("node-b", {"node-a"});
  impostor.header.node = "node-x";
  EXPECT_EQ(only_refusal_of({node_among("node-a", {"node-b"}), impostor}),
            "node-b.jsonl: calls itself 'node-x', but has an address that node-a knows as "
            "node-b's");
}

TEST(AcceptEvidence, RefusesRepliesThatLeftBeforeTheirRequestsCame) {
  auto b = node_among("node-b", {"node-a"});
  for (auto& seen : b.observations)
    if (std::holds_alternative<ProbeArrived>(seen.what)) seen.at = seen.at + 1min;
  EXPECT_TRUE(only_refusal_of({node_among("node-a", {"node-b"}), b}).starts_with("node-b.jsonl"));
}

TEST(AcceptEvidence, TakesANodeOfWhichOnlyAddressesOfAnotherFamilyAreKnown) {
  auto a = node_among("node-a", {"node-b"});
  a.header.peers.at(0).addresses = {IpAddress::parse("fd00::1").value()};
  EXPECT_TRUE(refused_of({a, node_among("node-b", {"node-a"})}).empty());
}

TEST(AcceptEvidence, TakesANodeThatProbesFromAnotherAddressOfItsPrefix) {
  auto a = node_among("node-a", {"node-b"}), b = node_among("node-b", {"node-a"});
  a.header.peers.at(0).protects = {IpPrefix::parse("10.9.0.0/16").value()};
  b.header.local_addresses = {IpAddress::parse("10.9.9.9").value()};
  EXPECT_TRUE(refused_of({a, b}).empty());
}

TEST(AcceptEvidence, RefusesANodeWhoseReflectorTellsTimesThatCannotBe) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").answered(1, 30);
  auto first = a.build();
  for (auto& seen : first.observations)
    if (auto* reply = std::get_if<ReplyReceived>(&seen.what)) {
      reply->reflector_received = seen.at;
      reply->reflector_sent = seen.at - 1min;
    }
  b.after_upgrade().peer("node-a").answered(1, 30);
  auto second = b.build();
  second.source = "b.jsonl";
  EXPECT_EQ(only_refusal_of({first, second}).substr(0, 75),
            "b.jsonl: is of a node whose reflector tells times that cannot be: 60 of 60 ");
}

TEST(AcceptEvidence, NeverRefusesAll) {
  const auto evidence = accept_evidence(
      {{lying(node_among("node-a", {"node-b"})), lying(node_among("node-b", {"node-a"}))}, {}});
  EXPECT_EQ(evidence.nodes.size(), 1u);
}

TEST(Judge, TellsWhatItRefusedAndJudgesTheRest) {
  Timeline timeline{{node_among("node-a", {"node-b"}), lying(node_among("node-b", {"node-a"}))},
                    {}};
  timeline.refused.push_back({"", "garbage.jsonl:1: is no recording"});
  const auto judgement = judge(timeline);
  EXPECT_EQ(judgement.node, "node-a");
  EXPECT_EQ(std::ranges::count(judgement.findings, "evidence-refused", &Finding::kind), 2);
  EXPECT_EQ(judgement.findings.at(0),
            (Finding{"evidence-refused",
                     Severity::Warning,
                     "",
                     "garbage.jsonl:1: is no recording; judged without it",
                     {},
                     {}}));
}

}  // namespace
}  // namespace canary
