// SPDX-License-Identifier: Apache-2.0
// One thing is done to a healthy pair of nodes; what the judgement then says of it, or that it is
// silent.
#include "diagnosis/diagnosis.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "testing/node_tables.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// Probes 1 to 10 come through, the others do not; the tables are changed in between.
constexpr std::uint32_t kFirstLost = 11, kLast = 20;
constexpr Duration kChanged = 1050ms;

struct Pair {
  TimelineBuilder a{"node-a"}, b{"node-b"};
  XfrmTables of_a = healthy_tables("node-a", "node-b"), of_b = healthy_tables("node-b", "node-a");

  /// What is seen of packets bears SPI 3, whatever the tables have at the start.
  explicit Pair(std::uint32_t spi = 3) {
    for (auto* tables : {&of_a, &of_b})
      for (auto& state : tables->states) state.spi = spi;
    policy_out(of_a).templates.front().spi = spi;
    a.after_upgrade().peer("node-b").answered(1, kFirstLost - 1).lost(kFirstLost, kLast);
    b.after_upgrade().probed_by("node-a").ends(3s);
    list_tables(a, "node-a", of_a, 0s);
    list_tables(b, "node-b", of_b, 0s);
    for (std::uint32_t i = 1; i < kFirstLost; ++i) a.encrypted(i).left_uplink(i);
  }

  /// B drops what A has encrypted.
  Pair& b_drops(const std::string& cause) {
    for (std::uint32_t i = kFirstLost; i <= kLast; ++i) {
      a.encrypted(i).left_uplink(i);
      b.dropped_esp(cause, i);
    }
    return *this;
  }
  /// What A sends is dropped while it is readable.
  Pair& a_drops(const std::string& cause) {
    for (std::uint32_t i = kFirstLost; i <= kLast; ++i) a.dropped(cause, i);
    return *this;
  }

  [[nodiscard]] std::vector<Finding> diagnoses() const {
    auto findings = judge(together(a, b)).findings;
    std::erase_if(findings, [](const Finding& finding) { return finding.kind != "diagnosis"; });
    return findings;
  }
  [[nodiscard]] Finding only_diagnosis() const {
    const auto found = diagnoses();
    EXPECT_EQ(found.size(), 1u);
    return found.empty() ? Finding{} : found.front();
  }
};

bool has(const std::vector<std::string>& lines, const std::string& line) {
  return std::ranges::find(lines, line) != lines.end();
}

TEST(Diagnosis, NamesTheStateThatWasDeleted) {
  Pair pair;
  change(pair.b, EntryEvent::Deleted, state_in(pair.of_b), kChanged);
  const auto diagnosis = pair.b_drops("XfrmInNoStates").only_diagnosis();
  EXPECT_EQ(diagnosis.node, "node-b");
  EXPECT_EQ(diagnosis.summary,
            "node-b drops what comes from node-a, SPI 3, XfrmInNoStates: state 0.0.0.0 -> "
            "10.0.1.200 SPI 0x3 mark 0xd00/0xf00 was deleted 1.05 s after the start");
  EXPECT_FALSE(diagnosis.advice.empty());
}

TEST(Diagnosis, NamesTheSenderWhoseReceiverDecryptsAtAnotherAddressNow) {
  Pair pair;
  auto moved = state_in(pair.of_b);
  moved.destination = IpAddress::parse("10.0.1.201").value();
  change(pair.b, EntryEvent::Deleted, state_in(pair.of_b), kChanged);
  change(pair.b, EntryEvent::Added, moved, kChanged);
  const auto diagnosis = pair.b_drops("XfrmInNoStates").only_diagnosis();
  EXPECT_EQ(diagnosis.node, "node-a");
  EXPECT_EQ(diagnosis.advice.front(),
            "the node that this is told of is the one that has to change");
  EXPECT_TRUE(has(diagnosis.evidence,
                  "node-b decrypts with state 0.0.0.0 -> 10.0.1.201 SPI 0x3 mark 0xd00/0xf00 now, "
                  "and node-a still encrypts with state 10.0.0.200 -> 10.0.1.200 SPI 0x3 mark "
                  "0x3e00/0xff00"));
  EXPECT_TRUE(has(diagnosis.evidence,
                  "policy out 10.0.0.0/24 -> 10.0.1.0/24 priority 0 mark 0x3e00/0xff00 of node-a "
                  "leads to it"));
}

TEST(Diagnosis, NamesTheSenderThatStayedBehindInARotation) {
  Pair pair;
  auto next = state_in(pair.of_b);
  next.spi = 4;
  change(pair.b, EntryEvent::Added, next, kChanged);
  change(pair.b, EntryEvent::Deleted, state_in(pair.of_b), kChanged);
  EXPECT_EQ(pair.b_drops("XfrmInNoStates").only_diagnosis().node, "node-a");
}

TEST(Diagnosis, NamesTheReceiverThatDoesNotFollowARotation) {
  Pair pair(2);
  auto next = state_out(pair.of_a);
  next.spi = 3;
  change(pair.a, EntryEvent::Added, next, kChanged);
  const auto diagnosis = pair.b_drops("XfrmInNoStates").only_diagnosis();
  EXPECT_EQ(diagnosis.node, "node-b");
  EXPECT_EQ(diagnosis.advice.front(),
            "the node that this is told of is the one that has to change");
  EXPECT_TRUE(has(diagnosis.evidence,
                  "node-a encrypts with state 10.0.0.200 -> 10.0.1.200 SPI 0x3 mark 0x3e00/0xff00 "
                  "since 1.05 s after the start, before node-b could decrypt it"));
}

TEST(Diagnosis, CallsNoNodeLateWhereTheSenderWasNotSeenToChange) {
  const auto diagnosis = Pair(2).b_drops("XfrmInNoStates").only_diagnosis();
  EXPECT_EQ(diagnosis.node, "node-b");
  for (const auto& advice : diagnosis.advice)
    EXPECT_FALSE(advice.ends_with("is the one that has to change"));
}

TEST(Diagnosis, NamesTheMarkThatThePacketDoesNotBear) {
  Pair pair;
  auto other = state_in(pair.of_b);
  other.mark = {0xa010d00, 0xffff0f00};
  change(pair.b, EntryEvent::Deleted, state_in(pair.of_b), kChanged);
  change(pair.b, EntryEvent::Added, other, kChanged);
  const auto diagnosis = pair.b_drops("XfrmInNoStates").only_diagnosis();
  EXPECT_NE(diagnosis.summary.find("the only state 0.0.0.0 -> 10.0.1.200 SPI 0x3 mark "
                                   "0xa010d00/0xffff0f00 asks for mark"),
            std::string::npos)
      << diagnosis.summary;
}

TEST(Diagnosis, IsSilentWhereTheKernelShouldHaveFoundAState) {
  EXPECT_TRUE(Pair().b_drops("XfrmInNoStates").diagnoses().empty());
}

TEST(Diagnosis, IsSilentWithoutAListing) {
  Pair pair;
  for (auto* builder : {&pair.a, &pair.b}) builder->observe(kStart + 1ms, XfrmChangesLost{kStart});
  EXPECT_TRUE(pair.b_drops("XfrmInNoStates").diagnoses().empty());
}

TEST(Diagnosis, NamesTheStateThatCannotDecrypt) {
  Pair pair;
  const auto& state = state_in(pair.of_b);
  change(pair.b, EntryEvent::Deleted, state, kChanged);
  change(pair.b, EntryEvent::Added, state, kChanged);
  const auto diagnosis = pair.b_drops("XfrmInStateProtoError").only_diagnosis();
  EXPECT_NE(diagnosis.summary.find("state 0.0.0.0 -> 10.0.1.200 SPI 0x3 mark 0xd00/0xf00 cannot "
                                   "decrypt it"),
            std::string::npos)
      << diagnosis.summary;
  EXPECT_EQ(diagnosis.evidence.size(), 1u);
}

TEST(Diagnosis, NamesThePolicyThatWentAndWhatIsLeft) {
  Pair pair;
  change(pair.a, EntryEvent::Deleted, policy_out(pair.of_a), kChanged);
  const auto diagnosis = pair.a_drops("XfrmOutPolBlock").only_diagnosis();
  EXPECT_EQ(diagnosis.node, "node-a");
  EXPECT_NE(diagnosis.summary.find("policy out 10.0.0.0/24 -> 10.0.1.0/24 priority 0 mark "
                                   "0x3e00/0xff00 was deleted 1.05 s after the start; what is "
                                   "left for the packet is out 0.0.0.0/0"),
            std::string::npos)
      << diagnosis.summary;
}

TEST(Diagnosis, NamesTheDefaultWhereNoPolicyIsLeftForThePacket) {
  Pair pair;
  const auto deleted = policy_out(pair.of_a);
  pair.of_a.policies.erase(pair.of_a.policies.begin());  // the policy that blocks what is marked
  pair.of_a.blocked_by_default = {PolicyDirection::Out};
  list_tables(pair.a, "node-a", pair.of_a, 1ms);
  change(pair.a, EntryEvent::Deleted, deleted, kChanged);
  const auto diagnosis = pair.a_drops("XfrmOutPolBlock").only_diagnosis();
  EXPECT_NE(diagnosis.summary.find("was deleted 1.05 s after the start; what no out policy takes "
                                   "is dropped by default, and none takes it"),
            std::string::npos)
      << diagnosis.summary;
}

TEST(Diagnosis, NamesThePolicyThatWinsOverTheRightOne) {
  Pair pair;
  auto older = policy_out(pair.of_a);
  older.mark = {0xe00, 0xf00};
  older.action = PolicyAction::Block;
  older.templates.clear();
  change(pair.a, EntryEvent::Added, older, kChanged);
  change(pair.a, EntryEvent::Deleted, policy_out(pair.of_a), kChanged);
  change(pair.a, EntryEvent::Added, policy_out(pair.of_a), kChanged);
  const auto diagnosis = pair.a_drops("XfrmOutPolBlock").only_diagnosis();
  ASSERT_FALSE(diagnosis.commands.empty());
  EXPECT_EQ(diagnosis.commands.front(),
            "ip xfrm policy delete src 10.0.0.0/24 dst 10.0.1.0/24 dir out mark 0xe00 mask 0xf00");
}

TEST(Diagnosis, NamesTheTemplateWithoutStateAndTheStateThatWent) {
  Pair pair;
  change(pair.a, EntryEvent::Deleted, state_out(pair.of_a), kChanged);
  const auto diagnosis = pair.a_drops("XfrmOutNoStates").only_diagnosis();
  EXPECT_NE(diagnosis.summary.find("no state satisfies the template 10.0.0.200 -> 10.0.1.200"),
            std::string::npos);
  ASSERT_FALSE(diagnosis.evidence.empty());
  EXPECT_EQ(diagnosis.evidence.front(),
            "state 10.0.0.200 -> 10.0.1.200 SPI 0x3 mark 0x3e00/0xff00 was deleted 1.05 s after "
            "the start");
}

TEST(Diagnosis, NamesThePolicyThatSendsToWhatIsNoNode) {
  Pair pair;
  auto stale = policy_out(pair.of_a);
  stale.mark = {0xe00, 0xf00};
  stale.destination = IpPrefix::parse("10.0.0.0/16").value();
  stale.templates.front().source = IpAddress::parse("0.0.0.0").value();
  stale.templates.front().destination = stale.destination.address;
  auto placeholder = state_out(pair.of_a);
  placeholder.source = stale.templates.front().source;
  placeholder.destination = stale.destination.address;
  placeholder.mark = stale.mark;
  // As it happened: the old policy first, then the one that would be right.
  change(pair.a, EntryEvent::Added, placeholder, kChanged);
  change(pair.a, EntryEvent::Added, stale, kChanged);
  change(pair.a, EntryEvent::Deleted, policy_out(pair.of_a), kChanged);
  change(pair.a, EntryEvent::Added, policy_out(pair.of_a), kChanged);
  pair.a.outer("0.0.0.0", "10.0.0.0");
  for (std::uint32_t i = kFirstLost; i <= kLast; ++i)
    pair.a.encrypted(i).freed_esp("NOT_SPECIFIED", i);
  const auto diagnosis = pair.only_diagnosis();
  EXPECT_NE(diagnosis.summary.find("policy out 10.0.0.0/24 -> 10.0.0.0/16 priority 0 mark "
                                   "0xe00/0xf00 sends it to 10.0.0.0"),
            std::string::npos)
      << diagnosis.summary;
  ASSERT_FALSE(diagnosis.commands.empty());
  EXPECT_TRUE(diagnosis.commands.front().starts_with("ip xfrm policy delete src 10.0.0.0/24"));
}

TEST(Diagnosis, NamesTheSenderWhoseStateLeadsToAnAddressThatThePeerHasNot) {
  Pair pair;
  auto stale = state_out(pair.of_a);
  stale.destination = IpAddress::parse("10.9.9.9").value();
  change(pair.a, EntryEvent::Added, stale, kChanged);
  pair.a.outer("10.0.0.200", "10.9.9.9");
  for (std::uint32_t i = kFirstLost; i <= kLast; ++i)
    pair.a.encrypted(i).freed_esp("NOT_SPECIFIED", i);
  const auto diagnosis = pair.only_diagnosis();
  EXPECT_EQ(diagnosis.node, "node-a");
  EXPECT_NE(diagnosis.summary.find("node-b has no address 10.9.9.9, and node-a still encrypts "
                                   "with state 10.0.0.200 -> 10.9.9.9 SPI 0x3"),
            std::string::npos)
      << diagnosis.summary;
}

TEST(Diagnosis, ChangesNoVerdict) {
  Pair with, without;
  change(with.b, EntryEvent::Deleted, state_in(with.of_b), kChanged);
  for (auto* pair : {&with, &without}) pair->b_drops("XfrmInNoStates");
  const auto told = judge(together(with.a, with.b));
  const auto silent = judge(together(without.a, without.b));
  EXPECT_EQ(told.verdict, silent.verdict);
  EXPECT_EQ(told.reason, silent.reason);
}

}  // namespace
}  // namespace canary
