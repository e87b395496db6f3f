// SPDX-License-Identifier: Apache-2.0
// docs/verdicts.md, "What must be encrypted": one claim a test.
#include "demand/demand.h"

#include <gtest/gtest.h>

#include <chrono>

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kTcp = 6, kUdp = 17, kEsp = 50, kAh = 51, kIcmp = 1;

Instant at(Duration since_start) { return Instant{} + since_start; }

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

XfrmPolicy hole(std::string_view source, std::string_view destination) {
  XfrmPolicy policy;
  policy.source = IpPrefix::parse(source).value();
  policy.destination = IpPrefix::parse(destination).value();
  policy.priority = 100;
  return policy;
}

XfrmPolicy asking(std::string_view source, std::string_view destination,
                  std::uint8_t protocol = kEsp) {
  XfrmPolicy policy = hole(source, destination);
  policy.templates = {
      {ip("0.0.0.0"), ip("0.0.0.0"), 0, protocol, 1, XfrmMode::Transport, false, false}};
  return policy;
}

XfrmPolicy of(XfrmPolicy policy, PolicyDirection direction) {
  policy.direction = direction;
  return policy;
}

XfrmPolicy with_mark(XfrmPolicy policy, std::uint32_t value) {
  policy.mark = {value, 0xff00};
  return policy;
}

XfrmPolicy to_port(XfrmPolicy policy, std::uint8_t protocol, std::uint16_t port) {
  policy.protocol = protocol;
  policy.destination_port = {port, 0xffff};
  return policy;
}

XfrmPolicy before(XfrmPolicy policy) {
  policy.priority = 1;
  return policy;
}

XfrmState state_between_nodes() {
  XfrmState state;
  state.source = ip("192.0.2.1");
  state.destination = ip("192.0.2.2");
  return state;
}

ClearKind tcp() { return {ClearWay::Left, kTcp, std::nullopt, std::nullopt}; }
ClearKind udp_to(std::uint16_t port) { return {ClearWay::Left, kUdp, std::nullopt, port}; }
ClearKind came(ClearKind kind) {
  kind.way = ClearWay::Came;
  return kind;
}

/// A node whose address is 192.0.2.1.
class Policies : public ::testing::Test {
 protected:
  Policies() { see(0s, XfrmTablesListed{{ip("192.0.2.1")}}); }

  void see(Duration when, const Observed& what) { demand_.fold(at(when), what); }
  void add(const XfrmPolicy& policy, Duration when = 1s) {
    see(when, PoliciesSeen{EntryEvent::Added, {policy}});
  }
  void remove(const XfrmPolicy& policy, Duration when) {
    see(when, PoliciesSeen{EntryEvent::Deleted, {policy}});
  }

  [[nodiscard]] ClearWord word(std::string_view source, std::string_view destination,
                               const ClearKind& kind, Duration when = 10s) const {
    return demand_.word_of({ip(source), ip(destination), 1, 100, kind}, at(when));
  }
  [[nodiscard]] ClearWord between_nodes(const ClearKind& kind, Duration when = 10s) const {
    return word("192.0.2.1", "192.0.2.2", kind, when);
  }

  Demand demand_{SessionHeader{}};
};

TEST_F(Policies, OfNobodyDemandNothing) { EXPECT_EQ(between_nodes(tcp()), ClearWord::NotDemanded); }

TEST_F(Policies, WithARequiredTemplateDemandTheirSelector) {
  add(asking("10.0.0.0/24", "10.0.1.0/24"));
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::Leaked);
  EXPECT_EQ(word("10.0.0.1", "10.0.2.1", tcp()), ClearWord::NotDemanded);
  EXPECT_EQ(word("10.0.1.1", "10.0.0.1", tcp()), ClearWord::NotDemanded);
}

TEST_F(Policies, TellNothingOfWhatADeviceMayEncryptBehindTheLastHook) {
  auto state = state_between_nodes();
  state.offload = Offload::Packet;
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  see(2s, StatesSeen{EntryEvent::Added, {state}});
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Offloaded);
  see(20s, StatesFlushed{});
  EXPECT_EQ(between_nodes(tcp(), 21s), ClearWord::Offloaded);  // counted within the second before
  EXPECT_EQ(between_nodes(tcp(), 30s), ClearWord::Leaked);
}

TEST_F(Policies, ThatCryptoOffloadServesDemandAsOthersDo) {
  auto state = state_between_nodes();
  state.offload = Offload::Crypto;
  add(asking("192.0.2.1/32", "192.0.2.2/32"));
  see(2s, StatesSeen{EntryEvent::Added, {state}});
  EXPECT_EQ(between_nodes(tcp()), ClearWord::Leaked);
}

TEST_F(Policies, WithAnOptionalTemplateDemandNothing) {
  auto policy = asking("10.0.0.0/24", "10.0.1.0/24");
  policy.templates.front().optional = true;
  add(policy);
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::Permitted);
}

TEST_F(Policies, DemandOfTheirPortAlone) {
  add(to_port(asking("192.0.2.1/32", "192.0.2.2/32"), kUdp, 6081));
  EXPECT_EQ(between_nodes(udp_to(6081)), ClearWord::Leaked);
  EXPECT_EQ(between_nodes(udp_to(53)), ClearWord::NotDemanded);
  EXPECT_EQ(between_nodes({ClearWay::Left, kUdp, 6081, std::nullopt}), ClearWord::NotDemanded);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::NotDemanded);
}

TEST_F(Policies, DemandOfPortsUnderAMask) {
  auto policy = to_port(asking("192.0.2.1/32", "192.0.2.2/32"), kTcp, 0x1000);
  policy.destination_port.mask = 0xf000;
  add(policy);
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 0x1fff}), ClearWord::Leaked);
  EXPECT_EQ(between_nodes({ClearWay::Left, kTcp, std::nullopt, 0x2000}), ClearWord::NotDemanded);
}

TEST_F(Policies, DemandOfAnIcmpType) {
  auto policy = asking("192.0.2.1/32", "192.0.2.2/32");
  policy.protocol = kIcmp;
  policy.source_port = {8, 0xffff};
  add(policy);
  EXPECT_EQ(between_nodes({ClearWay::Left, kIcmp, 8, 0}), ClearWord::Leaked);
  EXPECT_EQ(between_nodes({ClearWay::Left, kIcmp, 3, 1}), ClearWord::NotDemanded);
}

TEST_F(Policies, ThatWereFlushedDemandOn) {
  add(asking("10.0.0.0/24", "10.0.1.0/24"));
  see(2s, PoliciesFlushed{});
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::Leaked);
}

TEST_F(Policies, ThatNoListingHoldsAnyMoreDemandOn) {
  see(1s, PoliciesSeen{EntryEvent::Listed, {asking("10.0.0.0/24", "10.0.1.0/24")}});
  see(1s, XfrmTablesListed{});
  see(5s, XfrmTablesListed{});
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::Leaked);
}

TEST_F(Policies, DemandWhateverTheirMark) {
  add(with_mark(asking("0.0.0.0/0", "10.0.1.0/24"), 0x3e00));
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::Leaked);
}

TEST_F(Policies, WithAMarkDemandNothingOfNodesThemselves) {
  add(with_mark(asking("0.0.0.0/0", "192.0.2.0/24"), 0x3e00));
  see(1s, StatesSeen{EntryEvent::Added, {state_between_nodes()}});
  EXPECT_EQ(between_nodes(tcp()), ClearWord::NotDemanded);
  EXPECT_EQ(word("192.0.2.10", "192.0.2.11", tcp()), ClearWord::Leaked);
}

TEST_F(Policies, WithAMarkForAnyDestinationAreForATunnelsRoutes) {
  add(with_mark(asking("0.0.0.0/0", "0.0.0.0/0"), 0x2a00));
  EXPECT_EQ(word("10.0.0.1", "198.51.100.1", tcp()), ClearWord::NotDemanded);
}

TEST_F(Policies, OfAnInterfaceAreForWhatIsRoutedThere) {
  auto policy = asking("0.0.0.0/0", "10.0.1.0/24");
  policy.interface_id = 42;
  add(policy);
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::NotDemanded);
}

TEST_F(Policies, ForWhatComesInDemandToo) {
  add(of(asking("192.0.2.2/32", "192.0.2.1/32"), PolicyDirection::In));
  EXPECT_EQ(word("192.0.2.2", "192.0.2.1", came(tcp())), ClearWord::Leaked);
  EXPECT_EQ(between_nodes(tcp()), ClearWord::NotDemanded);
}

TEST_F(Policies, ForWhatIsForwardedDemandToo) {
  add(of(asking("10.0.1.0/24", "10.0.0.0/24"), PolicyDirection::Forward));
  EXPECT_EQ(word("10.0.1.1", "10.0.0.1", came(tcp())), ClearWord::Leaked);
}

TEST_F(Policies, ForMarkedPacketsThatComeDemandOfThoseWhoseAnswersMustBeEncrypted) {
  add(with_mark(of(asking("0.0.0.0/0", "10.0.0.0/24"), PolicyDirection::In), 0xd00));
  add(with_mark(asking("0.0.0.0/0", "10.0.1.0/24"), 0x3e00));
  EXPECT_EQ(word("10.0.1.1", "10.0.0.1", came(tcp())), ClearWord::Leaked);
  EXPECT_EQ(word("198.51.100.1", "10.0.0.1", came(tcp())), ClearWord::NotDemanded);
}

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

TEST(Operator, DemandsWhatHeNamesWhateverPoliciesPermit) {
  SessionHeader header;
  header.protects = {IpPrefix::parse("10.0.0.0/24").value()};
  header.peers = {{"node-b", {}, {IpPrefix::parse("10.0.1.0/24").value()}}};
  Demand demand(header);
  demand.fold(at(1s), PoliciesSeen{EntryEvent::Added, {hole("0.0.0.0/0", "0.0.0.0/0")}});
  const auto word = [&](std::string_view from, std::string_view to, const ClearKind& kind) {
    return demand.word_of({ip(from), ip(to), 1, 100, kind}, at(2s));
  };
  EXPECT_EQ(word("10.0.0.1", "10.0.1.1", tcp()), ClearWord::Leaked);
  EXPECT_EQ(word("10.0.1.1", "10.0.0.1", came(tcp())), ClearWord::Leaked);
  EXPECT_EQ(word("10.0.0.1", "10.0.2.1", tcp()), ClearWord::Permitted);
}

TEST(OldRecordings, ToldOnlyWhatWasDemanded) {
  const Demand demand{SessionHeader{}};
  EXPECT_EQ(demand.word_of({ip("10.0.0.1"), ip("10.0.1.1"), 1, 100, {}}, at(1s)),
            ClearWord::Leaked);
}

}  // namespace
}  // namespace canary
