// SPDX-License-Identifier: Apache-2.0
// docs/verdicts.md, "What must be encrypted": one claim a test. What is demanded.
#include "demand/testing/policies.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using namespace testing;

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
