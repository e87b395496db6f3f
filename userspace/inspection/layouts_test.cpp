// SPDX-License-Identifier: Apache-2.0
// What real Cilium releases installed (vm-tests/layouts): silence on the healthy ones, the conflict
// found on the broken one.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "inspection/inspection.h"
#include "testing/ip.h"
#include "testing/ip_xfrm_batch.h"

namespace canary {
namespace {

using testing::ip;
using testing::read_ip_xfrm_batch_file;

NodeFacts facts_of(const std::string& node) {
  if (node == "node-a") return {node, {ip("192.0.2.1"), ip("10.0.0.200"), ip("127.0.0.1")}, {}, 0};
  return {node, {ip("192.0.2.2"), ip("10.0.1.200"), ip("127.0.0.1")}, {}, 0};
}

Inspection inspect_layout(const std::string& layout, const std::string& node) {
  return inspect(
      read_ip_xfrm_batch_file(std::string(CANARY_LAYOUTS) + "/" + layout + "/" + node + ".xfrm"),
      facts_of(node));
}

const Finding* find(const Inspection& inspection, std::string_view kind) {
  const auto found = std::ranges::find(inspection.findings, kind, &Finding::kind);
  return found == inspection.findings.end() ? nullptr : &*found;
}

class HealthyLayout : public ::testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(HealthyLayout, HasNoFinding) {
  const auto inspection = inspect_layout(std::get<0>(GetParam()), std::get<1>(GetParam()));
  ASSERT_FALSE(inspection.tables.states.empty());
  ASSERT_FALSE(inspection.protections.empty());
  for (const auto& finding : inspection.findings)
    ADD_FAILURE() << finding.kind << ": " << finding.summary;
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, HealthyLayout,
    ::testing::Combine(::testing::Values("cluster-pool-native/fresh-1.13.0",
                                         "cluster-pool-native/fresh-1.13.1",
                                         "cluster-pool-native/fresh-1.13.2",
                                         "cluster-pool-native/upgraded-1.13.2-both",
                                         "eni-endpoint-routes/fresh-1.13.0",
                                         "eni-endpoint-routes/fresh-1.13.1",
                                         "eni-endpoint-routes/fresh-1.13.2",
                                         "eni-endpoint-routes/upgraded-1.13.2-both"),
                       ::testing::Values("node-a", "node-b")),
    [](const auto& tested) {
      std::string name = std::string(std::get<0>(tested.param)) + "_" + std::get<1>(tested.param);
      std::ranges::replace_if(
          name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
      return name;
    });

TEST(BrokenLayout, NamesTheStalePolicyThatTakesThePacketsOfTheNewOne) {
  const auto inspection = inspect_layout("eni-endpoint-routes/upgraded-1.13.1-both", "node-a");
  const auto* conflict = find(inspection, "policy-shadowed");
  ASSERT_NE(conflict, nullptr);
  EXPECT_EQ(conflict->severity, Severity::Failure);
  EXPECT_NE(conflict->summary.find("out 0.0.0.0/0 -> 10.0.0.0/16 priority 0 mark 0x3e00/0xff00"),
            std::string::npos)
      << conflict->summary;
  EXPECT_NE(conflict->summary.find("mark 0xb013e00/0xffffff00"), std::string::npos);
  // 1.13.1 has no default-drop policy: without this one old marks would leave unencrypted.
  EXPECT_EQ(conflict->commands,
            std::vector<std::string>{"ip xfrm policy update src 0.0.0.0/0 dst 10.0.0.0/16 dir out "
                                     "mark 0x3e00 mask 0xff00 action block priority 1"});
}

TEST(BrokenLayout, SaysThatTheStaleAddressIsNoNodes) {
  const auto inspection = inspect_layout("eni-endpoint-routes/upgraded-1.13.1-both", "node-b");
  const auto* conflict = find(inspection, "policy-shadowed");
  ASSERT_NE(conflict, nullptr);
  ASSERT_FALSE(conflict->evidence.empty());
  EXPECT_NE(conflict->evidence.front().find("10.0.0.0 is the network address of 10.0.0.0/16"),
            std::string::npos);
}

TEST(BrokenLayout, IsSilentOfTheConflictOnceTheStalePolicyIsGone) {
  auto tables = read_ip_xfrm_batch_file(std::string(CANARY_LAYOUTS) +
                                        "/eni-endpoint-routes/upgraded-1.13.1-both/node-a.xfrm");
  std::erase_if(tables.policies, [](const XfrmPolicy& policy) {
    return policy.direction == PolicyDirection::Out && policy.mark.mask == 0xff00;
  });
  const auto inspection = inspect(std::move(tables), facts_of("node-a"));
  EXPECT_EQ(find(inspection, "policy-shadowed"), nullptr);
}

TEST(LeftoverLayout, WarnsOfTheStalePolicyThatDoesTheSame) {
  const auto inspection = inspect_layout("cluster-pool-native/upgraded-1.13.1-both", "node-a");
  const auto* stale = find(inspection, "stale-policy");
  ASSERT_NE(stale, nullptr);
  EXPECT_EQ(stale->severity, Severity::Warning);
  EXPECT_EQ(find(inspection, "policy-shadowed"), nullptr);
  EXPECT_EQ(find(inspection, "template-unsatisfied"), nullptr);
}

}  // namespace
}  // namespace canary
