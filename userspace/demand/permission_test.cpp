// SPDX-License-Identifier: Apache-2.0
// docs/verdicts.md, "What must be encrypted": one claim a test. What is permitted.
#include "demand/testing/policies.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST_F(Policies, WithoutTemplatesThatComeFirstPermit) {
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  add(before(to_port(hole("192.0.2.1/32", "192.0.2.2/32"), kTcp, 22)));
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 22}), ClearWord::Permitted);
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 23}), ClearWord::Leaked);
}

TEST_F(Policies, WithoutTemplatesThatComeLastPermitNothingThatWasDemanded) {
  const auto policy = before(asking("192.0.2.1/32", "192.0.2.2/32"));
  add(policy);
  add(hole("0.0.0.0/0", "0.0.0.0/0"));
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Leaked);
  remove(policy, 2s);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Leaked);
}

TEST_F(Policies, OfOnePriorityAreAskedInTheOrderOfInsertion) {
  auto first = hole("192.0.2.0/24", "192.0.2.2/32");
  add(first);
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Permitted);
}

TEST_F(Policies, ThatPermittedAllTheTimeLeaveNoDemandBehindThem) {
  add(before(to_port(hole("192.0.2.1/32", "192.0.2.2/32"), kTcp, 22)));
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  see(2s, PoliciesFlushed{});
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 22}), ClearWord::NotDemanded);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Leaked);
}

TEST_F(Policies, PermitWhatIsCountedWhenTheyAreJustGone) {
  const auto ssh = before(to_port(hole("192.0.2.1/32", "192.0.2.2/32"), kTcp, 22));
  add(ssh);
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  remove(ssh, 9s);
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 22}, 10s), ClearWord::Permitted);
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 22}, 11s), ClearWord::Leaked);
}

TEST_F(Policies, WithoutTemplatesPermitTheirMarkAlone) {
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  add(before(with_mark(hole("192.0.2.1/32", "192.0.2.2/32"), 0x1200)));
  auto marked = tcp();
  marked.mark = 0x1200;
  EXPECT_EQ(between_nodes(marked), ClearWord::Permitted);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Leaked);
}

TEST_F(Policies, ThatBlockPermitNothing) {
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  auto block = before(hole("0.0.0.0/0", "0.0.0.0/0"));
  block.action = PolicyAction::Block;
  add(block);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Leaked);
}

TEST_F(Policies, LetIkePassBetweenNodes) {
  add(asking("0.0.0.0/0", "0.0.0.0/0"));
  see(1s, StatesSeen{EntryEvent::Added, {state_between_nodes()}});
  EXPECT_EQ(between_nodes(udp_to(500)), ClearWord::Permitted);
  EXPECT_EQ(between_nodes({ClearWay::Left, kUdp, 4500, std::nullopt}), ClearWord::Permitted);
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 500}), ClearWord::Leaked);
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", udp_to(500)), ClearWord::Leaked);
}

TEST_F(Policies, ThatDemandAhAreContentWithIt) {
  add(asking("192.0.2.1/32", "192.0.2.2/32", kAh));
  auto authenticated = tcp();
  authenticated.authenticated = true;
  EXPECT_EQ(between_nodes(authenticated), ClearWord::Authenticated);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::NotDemanded);
}

TEST_F(Policies, ThatDemandEspAreNotContentWithAh) {
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  auto authenticated = tcp();
  authenticated.authenticated = true;
  EXPECT_EQ(between_nodes(authenticated), ClearWord::Leaked);
}

}  // namespace
}  // namespace canary
