// SPDX-License-Identifier: Apache-2.0
#include "advice/update_risks.h"

#include <gtest/gtest.h>

#include "advice/forecast.h"

namespace canary {
namespace {

constexpr std::string_view kGraph = R"json({
  "version": 1,
  "nodes": [{"version": "4.14.30", "payload": "quay.example/a"}, {"version": "4.15.2", "payload": "quay.example/b"},
            {"version": "4.15.9", "payload": "quay.example/c"}],
  "edges": [[0, 2]],
  "conditionalEdges": [
    {"edges": [{"from": "4.14.30", "to": "4.15.2"}],
     "risks": [{"url": "https://issues.example/1", "name": "OVNIPsecConnectivity", "message": "Pods lose each other.",
                "matchingRules": [{"type": "PromQL", "promql": {"promql": "group(ovn)"
}
}]
},
               {"url": "https://issues.example/2", "name": "SlowDisk", "message": "Disks are slow.",
                "matchingRules": [{"type": "Always"}]}]
},
    {"edges": [{"from": "4.15.2", "to": "4.15.9"}],
     "risks": [{"url": "https://issues.example/3", "name": "Tunnels", "message": "With IPsec nothing works.",
                "matchingRules": [{"type": "Always"}]}]}]
})json";

UpdateRisks risks(const Version& from, const Version& to) {
  return read_update_risks(kGraph, from, to).value();
}

TEST(UpdateRisks, ThatAreOfIpsecBecomeAdvisoriesOfThatUpdate) {
  const auto found = risks({4, 14, 30}, {4, 15, 2});
  EXPECT_TRUE(found.knows_the_update);
  ASSERT_EQ(found.advisories.size(), 1u);
  EXPECT_EQ(found.advisories.front().id, "openshift-OVNIPsecConnectivity");
  EXPECT_EQ(found.advisories.front().source, "https://issues.example/1");
  EXPECT_TRUE(found.advisories.front().concerns({4, 14, 30}, {4, 15, 2}));
}

TEST(UpdateRisks, ThatAskForMetricsCannotBeTold) {
  AdvisoryData data = known_advisories();
  data.advisories = risks({4, 14, 30}, {4, 15, 2}).advisories;
  const auto& product = *data.find_product("openshift");
  EXPECT_EQ(forecast(data, product, {4, 14, 30}, {4, 15, 2}, {}).outlook, Outlook::CannotTell);
  data.advisories = risks({4, 15, 2}, {4, 15, 9}).advisories;
  EXPECT_EQ(forecast(data, product, {4, 15, 2}, {4, 15, 9}, {}).outlook, Outlook::Affected);
}

TEST(UpdateRisks, OfAnUpdateWithoutRisksThereAreNone) {
  const auto found = risks({4, 14, 30}, {4, 15, 9});
  EXPECT_TRUE(found.knows_the_update);
  EXPECT_TRUE(found.advisories.empty());
}

TEST(UpdateRisks, AnUpdateThatTheGraphDoesNotHaveIsNotKnown) {
  EXPECT_FALSE(risks({4, 14, 1}, {4, 15, 9}).knows_the_update);
}

TEST(UpdateRisks, WhatIsNoGraphIsRefused) {
  for (const auto* text : {"", "[]", "{}", R"({"nodes": [], "edges": [[0, 1]]})",
                           R"({"nodes": [], "edges": [], "conditionalEdges": [{}]})"}) {
    const auto found = read_update_risks(text, {4, 14, 1}, {4, 15, 9});
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().kind, ErrorKind::Usage);
    EXPECT_NE(found.error().message.find("no graph of updates"), std::string::npos);
  }
}

}  // namespace
}  // namespace canary
