// SPDX-License-Identifier: Apache-2.0
#include "cluster/prometheus_verdicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace canary {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

using Labels = std::map<std::string, std::string, std::less<>>;

/// What Prometheus has of canaries that probe each other.
class ScrapedCluster : public ::testing::Test {
 protected:
  void set(const std::string& instance, const std::string& name, double value, Labels more = {}) {
    more.emplace("__name__", name);
    more.emplace("instance", instance);
    samples_.push_back({std::move(more), value});
  }
  /// Scraped, reaches one peer, and its last transition was judged so.
  void node(const std::string& instance, const std::string& verdict) {
    set(instance, "up", 1);
    set(instance, "xfrm_canary_peers", 1);
    set(instance, "xfrm_canary_peers_unreachable", 0);
    set(instance, "xfrm_canary_agent_ready", 1);
    set(instance, "xfrm_canary_transition_open", 0);
    set(instance, "xfrm_canary_probes_total", 7, {{"kind", "encrypted"}, {"outcome", "answered"}});
    for (const auto* word : {"unaffected", "recovered", "inconclusive", "not-recovered"})
      set(instance, "xfrm_canary_verdict", verdict == word ? 1 : 0, {{"verdict", word}});
  }
  [[nodiscard]] ClusterAnswers found() const { return verdicts_of(samples_, leaks_); }
  [[nodiscard]] NodeVerdict only() const {
    const auto nodes = found().nodes;
    EXPECT_THAT(nodes, SizeIs(1));
    return nodes.empty() ? NodeVerdict{} : nodes.front();
  }

  std::vector<PrometheusSample> samples_, leaks_;
};

TEST_F(ScrapedCluster, TheVerdictOfTheLastTransitionCounts) {
  node("node-a", "recovered");
  node("node-b", "not-recovered");
  const auto [nodes, missing] = found();
  ASSERT_THAT(nodes, SizeIs(2));
  EXPECT_EQ(nodes[0].verdict, Verdict::Recovered);
  EXPECT_EQ(nodes[1].verdict, Verdict::NotRecovered);
  EXPECT_EQ(nodes[1].node, "node-b");
  EXPECT_TRUE(missing.empty());
  EXPECT_EQ(judge_cluster(nodes, missing).verdict, Verdict::NotRecovered);
}

TEST_F(ScrapedCluster, WithoutATransitionAnsweredProbesCount) {
  node("node-a", "");
  EXPECT_EQ(only().verdict, Verdict::Unaffected);
}

TEST_F(ScrapedCluster, WhatNeverHadAnAnswerIsNotJudged) {
  node("node-a", "");
  for (PrometheusSample& sample : samples_)
    if (sample.label("__name__") == "xfrm_canary_probes_total") sample.value = 0;
  EXPECT_EQ(only().verdict, Verdict::Inconclusive);
}

TEST_F(ScrapedCluster, PeersThatDoNotAnswerOutweighTheLastVerdict) {
  node("node-a", "recovered");
  set("node-a", "xfrm_canary_peers_unreachable", 1);
  EXPECT_EQ(only().verdict, Verdict::NotRecovered);
  EXPECT_THAT(only().reason, HasSubstr("1 of 1 peers"));
}

TEST_F(ScrapedCluster, AnOpenTransitionIsInconclusive) {
  node("node-a", "recovered");
  set("node-a", "xfrm_canary_transition_open", 1);
  EXPECT_EQ(only().verdict, Verdict::Inconclusive);
}

TEST_F(ScrapedCluster, AnAgentThatIsGoneIsInconclusive) {
  node("node-a", "recovered");
  set("node-a", "xfrm_canary_agent_ready", 0);
  EXPECT_EQ(only().verdict, Verdict::Inconclusive);
}

TEST_F(ScrapedCluster, ANodeWithoutPeersIsInconclusive) {
  node("node-a", "unaffected");
  set("node-a", "xfrm_canary_peers", 0);
  EXPECT_EQ(only().verdict, Verdict::Inconclusive);
}

TEST_F(ScrapedCluster, TheReasonNamesWhereMostProbesDied) {
  node("node-a", "not-recovered");
  set("node-a", "xfrm_canary_lost_probes_total", 2, {{"stage", "wire"}, {"cause", "none"}});
  set("node-a", "xfrm_canary_lost_probes_total", 40,
      {{"stage", "receiver-decrypt"}, {"cause", "XfrmInNoStates"}});
  EXPECT_THAT(only().reason, HasSubstr("receiver-decrypt, XfrmInNoStates"));
}

TEST_F(ScrapedCluster, ANodeThatIsNotScrapedIsMissingNotFine) {
  node("node-a", "recovered");
  set("node-b", "up", 0);
  const auto [nodes, missing] = found();
  EXPECT_THAT(nodes, SizeIs(1));
  EXPECT_THAT(missing, ElementsAre(MissingNode{"node-b", "Prometheus cannot scrape it"}));
  EXPECT_EQ(judge_cluster(nodes, missing).verdict, Verdict::Inconclusive);
}

TEST_F(ScrapedCluster, SomethingElseThatIsScrapedIsNoCanary) {
  node("node-a", "recovered");
  set("node-b", "up", 1);
  EXPECT_THAT(found().missing,
              ElementsAre(MissingNode{"node-b", "what is scraped there is no canary's"}));
}

TEST_F(ScrapedCluster, PeersBeyondTheScrapedOnesAreMissing) {
  node("node-a", "recovered");
  node("node-b", "recovered");
  set("node-b", "xfrm_canary_peers", 3);
  const auto missing = found().missing;
  ASSERT_THAT(missing, SizeIs(1));
  EXPECT_EQ(missing[0].name, "2 of 4 nodes");
  EXPECT_EQ(missing[0].why, "node-b probes 3 peers, and Prometheus knows 2 canaries");
}

TEST_F(ScrapedCluster, PlaintextIsAFailure) {
  node("node-a", "unaffected");
  leaks_.push_back({{{"instance", "node-a"}}, 34.6});
  EXPECT_THAT(only().failures, ElementsAre(HasSubstr("about 35 packets")));
}

TEST_F(ScrapedCluster, NothingScrapedIsNothingFine) {
  const auto [nodes, missing] = found();
  EXPECT_EQ(judge_cluster(nodes, missing).verdict, Verdict::Inconclusive);
}

TEST(PrometheusSamples, AreReadAsPrometheusWritesThem) {
  const auto samples = parse_samples(
      R"({"status":"success","data":{"resultType":"vector","result":[)"
      R"({"metric":{"__name__":"up","instance":"node-a"},"value":[1435781430.781,"1"]},)"
      R"({"metric":{},"value":[1435781430.781,"NaN"]}]}})");
  ASSERT_TRUE(samples) << samples.error().message;
  ASSERT_THAT(*samples, SizeIs(2));
  EXPECT_EQ((*samples)[0].label("instance"), "node-a");
  EXPECT_EQ((*samples)[0].value, 1);
  EXPECT_EQ((*samples)[1].label("instance"), "");
  EXPECT_NE((*samples)[1].value, (*samples)[1].value);
}

TEST(PrometheusSamples, ARefusalIsTold) {
  const auto refused =
      parse_samples(R"({"status":"error","errorType":"bad_data","error":"parse error"})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "it refuses the query: parse error");
}

TEST(PrometheusSamples, SomethingElseIsRefused) {
  for (const auto* text : {"<html>", "[]", "{}", R"({"status":"success","data":{"result":[1]}})",
                           R"({"status":"success","data":{"result":[{"metric":{},"value":[1]}]}})"})
    EXPECT_FALSE(parse_samples(text)) << text;
}

}  // namespace
}  // namespace canary
