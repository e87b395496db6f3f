// SPDX-License-Identifier: Apache-2.0
#include "cluster/node_verdict.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace canary {
namespace {

using ::testing::HasSubstr;

std::string report(std::string_view verdict, std::string_view severity = "info") {
  return fmt::format(
      R"({{"verdict":"{}","reason":"{} it is","findings":[{{"severity":"{}","summary":"a leak"}}]}})",
      verdict, verdict, severity);
}

std::string status(const std::string& now, const std::string& last, bool open = false,
                   const std::string& unreachable = "") {
  return fmt::format(
      R"({{"schema":"xfrm-canary/status/1","node":"node-a","addresses":["10.0.0.10"],"peers":["node-b"],"transition_open":{},)"
      R"("unreachable":[{}],"now":{},"last":{}}})",
      open, unreachable, now, last);
}

Verdict verdict_of(const std::string& text) {
  const auto told = parse_node_verdict(text);
  EXPECT_TRUE(told) << told.error().message;
  return told ? told->verdict : Verdict::Inconclusive;
}

NodeVerdict node(NodeName name, Verdict verdict, std::vector<NodeName> peers) {
  return {std::move(name), verdict, "because", {}, {}, std::move(peers)};
}

TEST(NodeVerdict, TheHeavierVerdictCounts) {
  EXPECT_EQ(verdict_of(status(report("unaffected"), report("recovered"))), Verdict::Recovered);
  EXPECT_EQ(verdict_of(status(report("unaffected"), report("not-recovered"))),
            Verdict::NotRecovered);
  EXPECT_EQ(verdict_of(status(report("not-recovered"), report("recovered"))),
            Verdict::NotRecovered);
  EXPECT_EQ(verdict_of(status(report("unaffected"), "null")), Verdict::Unaffected);
}

TEST(NodeVerdict, BeforeAnythingWasJudgedAndWhileATransitionIsOpenNothingIsSure) {
  EXPECT_EQ(verdict_of(status("null", "null")), Verdict::Inconclusive);
  EXPECT_EQ(verdict_of(status(report("unaffected"), "null", true)), Verdict::Inconclusive);
}

TEST(NodeVerdict, APathThatIsOutAtTheMomentIsNotRecovered) {
  const std::string out = R"({"kind":"encrypted","remote":"node-b","since":"2026"})";
  const std::string control = R"({"kind":"control","remote":"node-b","since":"2026"})";
  EXPECT_EQ(verdict_of(status(report("unaffected"), "null", false, out)), Verdict::NotRecovered);
  EXPECT_EQ(verdict_of(status(report("unaffected"), "null", false, control)), Verdict::Unaffected);
}

TEST(NodeVerdict, FailingFindingsAreKept) {
  const auto told =
      parse_node_verdict(status(report("unaffected", "failure"), report("recovered", "failure")));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->failures, std::vector<std::string>{"a leak"});
}

TEST(NodeVerdict, WhatIsNoStatusIsRefused) {
  for (const auto* text : {"", "{}", "[]", "null", R"({"schema":"xfrm-canary/status/2"})",
                           R"({"schema":"xfrm-canary/status/1","node":7})"})
    EXPECT_FALSE(parse_node_verdict(text)) << text;
}

TEST(Cluster, IsAsGoodAsItsWorstNode) {
  const auto judgement = judge_cluster({node("node-b", Verdict::Unaffected, {"node-a"}),
                                        node("node-a", Verdict::Recovered, {"node-b"})},
                                       {});
  EXPECT_EQ(judgement.verdict, Verdict::Recovered);
  EXPECT_EQ(judgement.nodes.front().node, "node-a");
}

TEST(Cluster, ANodeMayBeNamedByItsAddress) {
  auto named = node("node-b", Verdict::Unaffected, {"10.0.0.10"});
  auto naming = node("node-a", Verdict::Unaffected, {"10.0.1.10"});
  named.addresses = {"10.0.1.10"};
  naming.addresses = {"10.0.0.10"};
  EXPECT_EQ(judge_cluster({named, naming}, {}).verdict, Verdict::Unaffected);
}

TEST(Cluster, ANodeThatDoesNotTellLeavesNothingPositive) {
  const std::vector<MissingNode> missing{{"10.0.2.10", "connection refused"}};
  EXPECT_EQ(judge_cluster({node("node-a", Verdict::Unaffected, {})}, missing).verdict,
            Verdict::Inconclusive);
  EXPECT_EQ(judge_cluster({node("node-a", Verdict::NotRecovered, {})}, missing).verdict,
            Verdict::NotRecovered);
  EXPECT_EQ(judge_cluster({}, {}).verdict, Verdict::Inconclusive);
}

TEST(Cluster, APeerThatNobodyAskedIsMissing) {
  const auto judgement = judge_cluster({node("node-a", Verdict::Unaffected, {"node-b", "node-c"}),
                                        node("node-b", Verdict::Unaffected, {"node-a", "node-c"})},
                                       {});
  EXPECT_EQ(judgement.verdict, Verdict::Inconclusive);
  ASSERT_EQ(judgement.missing.size(), 1u);
  EXPECT_EQ(judgement.missing[0].name, "node-c");
  EXPECT_THAT(judgement.missing[0].why, HasSubstr("node-a"));
}

NodeVerdict node_a_that_probes_b() {
  auto naming = node("node-a", Verdict::Unaffected, {"pod-b"});
  naming.peer_addresses = {{"pod-b", {"10.0.1.10", "fd00::b"}}};
  return naming;
}

TEST(Cluster, APeerOfAnotherNameIsKnownByItsAddress) {
  auto named = node("node-b", Verdict::Unaffected, {});
  named.addresses = {"10.0.1.10"};
  EXPECT_TRUE(judge_cluster({node_a_that_probes_b(), named}, {}).missing.empty());
}

TEST(Cluster, ANodeThatWasAskedAtItsAddressIsMissingOnce) {
  for (const char* asked : {"10.0.1.10:9862", "[fd00::b]:9862"}) {
    const auto judgement = judge_cluster({node_a_that_probes_b()}, {{asked, "Connection refused"}});
    ASSERT_EQ(judgement.missing.size(), 1u) << asked;
    EXPECT_EQ(judgement.missing[0].why, "Connection refused; node-a names it pod-b");
  }
}

TEST(Cluster, AnAddressThatNobodyProbesIsNoPeers) {
  const auto judgement =
      judge_cluster({node_a_that_probes_b()}, {{"127.0.0.1:9862", "Connection refused"}});
  EXPECT_EQ(judgement.missing.size(), 2u);
}

TEST(NodeVerdict, AddressesOfPeersAreReadWhereTheyAreTold) {
  auto text = status(report("unaffected"), "null");
  EXPECT_TRUE(parse_node_verdict(text)->peer_addresses.empty());
  text.insert(1, R"("peer_addresses":{"node-b":["10.0.1.10"]},)");
  EXPECT_EQ(parse_node_verdict(text)->peer_addresses.at("node-b"),
            std::vector<std::string>{"10.0.1.10"});
}

}  // namespace
}  // namespace canary
