// SPDX-License-Identifier: Apache-2.0
// Each rule on a healthy node to which one thing was done, and silent on the node as it was.
#include <gtest/gtest.h>

#include <algorithm>

#include "inspection/inspection.h"
#include "testing/ip.h"
#include "testing/ip_xfrm_batch.h"
#include "testing/node_tables.h"

namespace canary {
namespace {

using testing::ip;

constexpr auto kHealthy = R"(
xfrm state add src 0.0.0.0 dst 10.0.0.200 proto esp spi 3 reqid 1 mode tunnel mark 0xd00 mask 0xf00 aead rfc4106(gcm(aes)) 0x00 128
xfrm state add src 10.0.0.200 dst 10.0.1.200 proto esp spi 3 reqid 1 mode tunnel mark 0xb013e00 mask 0xffffff00 aead rfc4106(gcm(aes)) 0x00 128
xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir out mark 0xe00 mask 0xf00 action block priority 1
xfrm policy add src 0.0.0.0/0 dst 10.0.0.0/24 dir in mark 0xd00 mask 0xf00 priority 0 tmpl src 0.0.0.0 dst 10.0.0.200 proto esp reqid 1 mode tunnel
xfrm policy add src 10.0.0.0/24 dst 10.0.1.0/24 dir out mark 0xb013e00 mask 0xffffff00 priority 0 tmpl src 10.0.0.200 dst 10.0.1.200 proto esp spi 3 reqid 1 mode tunnel
xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir fwd priority 2975 tmpl src 0.0.0.0 dst 10.0.0.200 proto esp reqid 1 mode tunnel level use
)";

XfrmTables healthy() { return testing::read_ip_xfrm_batch(kHealthy); }

XfrmState& inbound(XfrmTables& tables) { return tables.states[0]; }
XfrmState& outbound(XfrmTables& tables) { return tables.states[1]; }
XfrmPolicy& policy_out(XfrmTables& tables) { return tables.policies[2]; }

NodeFacts facts() { return {"node-a", {ip("192.0.2.1"), ip("10.0.0.200")}, {}, 1000}; }

std::vector<std::string> kinds(XfrmTables tables, NodeFacts about = facts()) {
  std::vector<std::string> found;
  for (const auto& finding : inspect(std::move(tables), std::move(about)).findings)
    found.push_back(finding.kind);
  return found;
}

using Kinds = std::vector<std::string>;

TEST(Inspection, AHealthyNodeHasNoFinding) { EXPECT_EQ(kinds(healthy()), Kinds{}); }

TEST(Inspection, ListsWhatEncryptsAndDecryptsForAPeer) {
  auto about = facts();
  about.peers.emplace(ip("10.0.1.200"), "node-b");
  const auto inspection = inspect(healthy(), about);
  ASSERT_EQ(inspection.protections.size(), 1u);
  const auto& protection = inspection.protections.front();
  EXPECT_EQ(protection.name, "node-b");
  ASSERT_NE(protection.encrypts, nullptr);
  EXPECT_EQ(protection.encrypts->source, ip("10.0.0.200"));
  ASSERT_NE(protection.decrypts, nullptr);
  EXPECT_EQ(protection.decrypts->destination, ip("10.0.0.200"));
}

TEST(Inspection, AMissingStateOutLeavesTheTemplateUnsatisfied) {
  auto tables = healthy();
  tables.states.erase(tables.states.begin() + 1);
  EXPECT_EQ(kinds(tables), Kinds{"template-unsatisfied"});
}

TEST(Inspection, AStateWithAnotherReqidDoesNotSatisfyTheTemplateAndNothingLeadsToIt) {
  auto tables = healthy();
  outbound(tables).reqid = 2;
  EXPECT_EQ(kinds(tables), (Kinds{"template-unsatisfied", "state-unreachable"}));
}

TEST(Inspection, TheNearMissSaysThatTheMarkIsAtFault) {
  auto tables = healthy();
  outbound(tables).mark = {0x0c013e00, 0xffffff00};
  const auto inspection = inspect(tables, facts());
  ASSERT_FALSE(inspection.findings.empty());
  ASSERT_FALSE(inspection.findings.front().evidence.empty());
  EXPECT_NE(inspection.findings.front().evidence.front().find("mark"), std::string::npos);
}

TEST(Inspection, AMissingStateInLeavesThePairAndTheRequiredTemplateWithoutOne) {
  auto tables = healthy();
  tables.states.erase(tables.states.begin());
  EXPECT_EQ(kinds(tables), (Kinds{"template-unsatisfied", "pair-missing"}));
}

TEST(Inspection, APolicyThatBlocksAndIsStrongerShadowsTheOneThatEncrypts) {
  auto tables = healthy();
  policy_out(tables).priority = 5;
  const auto inspection = inspect(tables, facts());
  ASSERT_EQ(inspection.findings.size(), 1u);
  EXPECT_EQ(inspection.findings.front().kind, "policy-shadowed");
  EXPECT_NE(inspection.findings.front().summary.find("block"), std::string::npos);
}

TEST(Inspection, APolicyWithoutPacketsInCommonShadowsNothing) {
  auto tables = healthy();
  auto other = policy_out(tables);
  other.mark = {0x3e00, 0xff00};
  other.destination = IpPrefix::parse("10.0.2.0/24").value();
  other.action = PolicyAction::Block;
  other.templates.clear();
  tables.policies.insert(tables.policies.begin(), other);
  EXPECT_EQ(kinds(tables), Kinds{});
}

TEST(Inspection, ANewerPolicyOfEqualPriorityDoesNotWin) {
  auto tables = healthy();
  auto newer = policy_out(tables);
  newer.mark = {0x3e00, 0xff00};
  newer.action = PolicyAction::Block;
  tables.policies.push_back(newer);
  EXPECT_EQ(kinds(tables), Kinds{});
}

TEST(Inspection, AnOuterSourceThatThisNodeHasLostIsForeign) {
  auto about = facts();
  about.local.erase(ip("10.0.0.200"));
  about.local.insert(ip("10.0.0.201"));
  const auto found = kinds(healthy(), about);
  EXPECT_TRUE(std::ranges::count(found, "outer-address-foreign") > 0);
}

TEST(Inspection, ADestinationThatIsNoKnownPeersIsForeign) {
  auto about = facts();
  about.peers.emplace(ip("10.0.9.200"), "node-b");
  EXPECT_EQ(kinds(healthy(), about), Kinds{"outer-address-foreign"});
}

TEST(Inspection, AMarkWithBitsOutsideOfItsMaskNeverMatches) {
  auto tables = healthy();
  inbound(tables).mark = {0xd01, 0xf00};
  EXPECT_TRUE(std::ranges::count(kinds(tables), "mark-never-matches") > 0);
}

TEST(Inspection, AMarkForOneSpiThatEncryptsWithAnotherIsTold) {
  auto tables = healthy();
  policy_out(tables).mark.value = 0xb014e00;
  outbound(tables).mark.value = 0xb014e00;
  EXPECT_EQ(kinds(tables), Kinds{"mark-spi-mismatch"});
}

TEST(Inspection, TwoStatesWhoseMarksOverlapAreOneToTheKernel) {
  auto tables = healthy();
  auto specific = inbound(tables);
  specific.source = ip("10.0.1.200");
  specific.mark = {0x0b010d00, 0xffff0f00};
  tables.states.push_back(specific);
  EXPECT_EQ(kinds(tables), Kinds{"states-overlap"});
}

TEST(Inspection, TwoStatesWithDistinctMarksDoNotOverlap) {
  auto tables = healthy();
  inbound(tables).source = ip("10.0.1.200");
  inbound(tables).mark = {0x0a010d00, 0xffff0f00};
  auto other = inbound(tables);
  other.mark = {0x0b010d00, 0xffff0f00};
  tables.states.push_back(other);
  EXPECT_EQ(kinds(tables), Kinds{});
}

TEST(Inspection, SequenceNumbersThatRunOutAreToldBeforeTheEnd) {
  auto tables = healthy();
  outbound(tables).output_sequence = 0xf0000000;
  const auto inspection = inspect(tables, facts());
  ASSERT_EQ(inspection.findings.size(), 1u);
  EXPECT_EQ(inspection.findings.front().kind, "state-expiring");
  EXPECT_EQ(inspection.findings.front().severity, Severity::Warning);
}

TEST(Inspection, WithEsnTheSameNumberIsFarFromTheEnd) {
  auto tables = healthy();
  outbound(tables).output_sequence = 0xf0000000;
  outbound(tables).esn = true;
  EXPECT_EQ(kinds(tables), Kinds{});
}

TEST(Inspection, ASequenceNumberAtItsEndFails) {
  auto tables = healthy();
  outbound(tables).output_sequence = 0xffffffff;
  EXPECT_EQ(inspect(tables, facts()).findings.at(0).severity, Severity::Failure);
}

TEST(Inspection, AHardLimitThatIsNearIsTold) {
  auto tables = healthy();
  inbound(tables).hard.packets = 1000;
  inbound(tables).packets = 950;
  EXPECT_EQ(kinds(tables), Kinds{"state-expiring"});
}

TEST(Inspection, PacketsThatWereRefusedAreToldAndFailWhereTheyStillAre) {
  auto tables = healthy();
  inbound(tables).integrity_failed = 5;
  auto about = facts();
  EXPECT_EQ(inspect(tables, about).findings.at(0).severity, Severity::Warning);
  about.earlier = tables.states;
  inbound(tables).integrity_failed = 7;
  const auto rising = inspect(tables, about).findings;
  ASSERT_EQ(rising.size(), 1u);
  EXPECT_EQ(rising.front().kind, "state-refuses");
  EXPECT_EQ(rising.front().severity, Severity::Failure);
  EXPECT_NE(rising.front().evidence.front().find("(2 of them just now)"), std::string::npos);
}

TEST(Inspection, ALarvalStateIsTold) {
  auto tables = healthy();
  XfrmState larval;
  larval.source = ip("10.0.0.200");
  larval.destination = ip("10.0.1.200");
  tables.states.push_back(larval);
  EXPECT_EQ(kinds(tables), Kinds{"larval-state"});
}

TEST(Inspection, ThreeSpisAreMoreThanARotationExplains) {
  auto tables = healthy();
  for (const std::uint32_t spi : {4u, 5u}) {
    auto other = inbound(tables);
    other.spi = spi;
    tables.states.push_back(other);
  }
  EXPECT_EQ(kinds(tables), Kinds{"too-many-spis"});
}

TEST(Inspection, TwoSpisAreARotation) {
  auto tables = healthy();
  auto other = inbound(tables);
  other.spi = 4;
  tables.states.push_back(other);
  EXPECT_EQ(kinds(tables), Kinds{});
}

TEST(Inspection, WhereTheNodeBlocksByDefaultNothingLeavesForWantOfAPolicy) {
  auto tables =
      testing::read_ip_xfrm_batch_file(std::string(CANARY_TABLES) + "/f13-no-default-drop.xfrm");
  const NodeFacts about{"node-a", {ip("10.92.0.164")}, {}, 0};
  EXPECT_EQ(kinds(tables, about), Kinds{"default-drop-missing"});
  tables.blocked_by_default = {PolicyDirection::Out};
  EXPECT_EQ(kinds(tables, about), Kinds{});
}

TEST(Inspection, PacketsThatLeaveWithoutAnOptionalTemplateAreToldOf) {
  auto tables = healthy();
  policy_out(tables).templates.front().optional = true;
  EXPECT_EQ(kinds(tables), Kinds{});
  tables.states.erase(tables.states.begin() + 1);
  const auto found = inspect(tables, facts()).findings;
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().severity, Severity::Warning);
  EXPECT_NE(found.front().summary.find("packets leave without it"), std::string::npos);
}

TEST(Inspection, AStateThatIsLeftToADeviceServesOnlyPoliciesThatAreToo) {
  auto tables = healthy();
  outbound(tables).offload = Offload::Packet;
  const auto found = inspect(tables, facts()).findings;
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().kind, "template-unsatisfied");
  EXPECT_NE(found.front().evidence.front().find("left to a device whole"), std::string::npos);
  policy_out(tables).is_offloaded = true;
  EXPECT_EQ(kinds(tables), Kinds{});
}

TEST(Inspection, FiveThousandPeersAreHealthyToo) {
  const auto inspection = inspect(testing::tables_of_many_peers(5000), facts());
  EXPECT_EQ(inspection.protections.size(), 5000u);
  EXPECT_TRUE(inspection.findings.empty());
}

TEST(Inspection, OneStalePolicyShadowsAllFiveThousand) {
  auto tables = testing::tables_of_many_peers(5000);
  auto stale = tables.policies.back();
  stale.mark = {0x3e00, 0xff00};
  stale.templates.front().destination = ip("10.0.0.0");
  tables.policies.insert(tables.policies.begin(), stale);
  const auto found = kinds(tables);
  EXPECT_EQ(std::ranges::count(found, "policy-shadowed"), 5000);
}

}  // namespace
}  // namespace canary
