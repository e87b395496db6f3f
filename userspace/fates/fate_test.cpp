// SPDX-License-Identifier: Apache-2.0
// Where lost probes died, through judge(), as a report shows it.
#include "fates/fate.h"

#include <gtest/gtest.h>

#include "fates/testing/fate_of.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::died;
using testing::died_as_esp;
using testing::dropped_request;
using testing::fate_in;
using testing::outage_of;
using testing::TimelineBuilder;

// ---- stages without an XFRM cause ----

TEST(Fate, ARefusedProbeDiedAtTheSocket) {
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).refused(5, "Operation not permitted");
  a.answered(6, 20);
  EXPECT_EQ(fate_in(a.timeline()), died(Stage::SenderSocket, "node-a", "Operation not permitted"));
}

TEST(Fate, ARefusedProbeThatXfrmDroppedDiedOfTheDrop) {
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).refused(5, "Operation not permitted");
  a.dropped("XfrmOutPolBlock", 5).answered(6, 20);
  EXPECT_EQ(fate_in(a.timeline()), died(Stage::SenderPolicy, "node-a", "XfrmOutPolBlock"));
}

TEST(Fate, WhatWasEncryptedAndNeverLeftDiedBeforeTheUplink) {
  EXPECT_EQ(fate_in(sender().encrypted(5).timeline()),
            died_as_esp(Stage::SenderUplink, "node-a", std::nullopt));
}

TEST(Fate, WhereItWasFreedBeforeTheUplinkIsItsCause) {
  EXPECT_EQ(fate_in(sender().encrypted(5).freed_esp("IP_RPFILTER", 5).timeline()),
            died_as_esp(Stage::SenderUplink, "node-a", "IP_RPFILTER at ip_rcv_core"));
}

TEST(Fate, WhatLeftAndCameNowhereDiedOnTheWire) {
  EXPECT_EQ(fate_in(sender().encrypted(5).left_uplink(5), reflector()),
            died_as_esp(Stage::Wire, "node-a", std::nullopt));
}

TEST(Fate, AReplyThatLeftAndCameNowhereDiedOnTheWireBehindItsSender) {
  const auto a = sender().encrypted(5).left_uplink(5);
  const auto b = reflector().arrived(5).encrypted(5, Reply).left_uplink(5, Reply);
  EXPECT_EQ(fate_in(a, b), died_as_esp(Stage::Wire, "node-b", std::nullopt, Reply));
}

TEST(Fate, WhatAFirewallFreedOnArrivalDiedAtTheReceiversUplink) {
  const auto a = sender().encrypted(5).left_uplink(5);
  EXPECT_EQ(fate_in(a, reflector().freed_esp("NETFILTER_DROP", 5)),
            died_as_esp(Stage::ReceiverUplink, "node-b", "NETFILTER_DROP at ip_rcv_core"));
}

TEST(Fate, WhatAPeerToldThisNodeIsItsEvidence) {
  auto timeline = together(sender().encrypted(5).left_uplink(5), reflector());
  timeline.nodes[1].header.told_to = "node-a";
  EXPECT_EQ(fate_in(timeline), died_as_esp(Stage::Wire, "node-a", std::nullopt));
}

TEST(Fate, WhatAPeerWasNotAskedAboutIsNotProvedByItsSilence) {
  auto timeline = together(sender().encrypted(5).left_uplink(5), reflector());
  timeline.nodes[1].header.told_to = "node-a";
  timeline.nodes[1].header.told_until = testing::sent_at(5);
  EXPECT_EQ(fate_in(timeline), std::nullopt);
}

TEST(Fate, WhatAPeerToldAnotherNodeProvesNothingBySilence) {
  auto timeline = together(sender().encrypted(5).left_uplink(5), reflector());
  timeline.nodes[1].header.told_to = "node-c";
  EXPECT_EQ(fate_in(timeline), std::nullopt);
}

TEST(Fate, WhatArrivedAndWasFreedDiedAtTheReceiversSocket) {
  const auto a = sender().encrypted(5).left_uplink(5);
  EXPECT_EQ(fate_in(a, reflector().arrived(5).freed("NO_SOCKET", 5)),
            died(Stage::ReceiverSocket, "node-b", "NO_SOCKET"));
}

TEST(Fate, WhatArrivedAndWasNeverAnsweredLiesInTheReflectorsSocket) {
  const auto a = sender().encrypted(5).left_uplink(5);
  EXPECT_EQ(fate_in(a, reflector().watches_probe_netns().arrived(5)),
            died(Stage::ReceiverSocket, "node-b", std::nullopt));
}

TEST(Fate, WhatLeftTheUplinksHookAndWasFreedBehindItDiedAtTheUplink) {
  ProbeFreed in_the_queue;
  in_the_queue.esp = testing::esp_key(5, Request);
  in_the_queue.reason = "QDISC_DROP";
  in_the_queue.source = testing::addresses_of("node-a").tunnel;
  in_the_queue.destination = testing::addresses_of("node-b").tunnel;
  const auto a =
      sender().encrypted(5).left_uplink(5).observe(testing::sent_at(5) + 1ms, in_the_queue);
  EXPECT_EQ(fate_in(a, reflector()), died_as_esp(Stage::SenderUplink, "node-a", "QDISC_DROP"));
}

TEST(Fate, WhatIsDroppedBehindTheDeadlineWasNotLostOnTheWire) {
  const auto drop = dropped_request("XfrmInNoStates");
  const auto b = reflector().observe(testing::sent_at(5) + 900ms, drop);
  EXPECT_EQ(fate_in(sender().encrypted(5).left_uplink(5), b),
            died_as_esp(Stage::ReceiverDecrypt, "node-b", "XfrmInNoStates"));
}

TEST(Fate, IsToldOfPacketsThatSeemToArriveBeforeTheyWereSent) {
  // B stood still while nothing came back to tell of it: its clock is behind by 400 ms.
  PacketDropped drop;
  drop.cause = "XfrmInNoPols";
  drop.probe = testing::probe_key({"node-a", "node-b", Family::V4, PathKind::Encrypted}, 5);
  const auto b = reflector().observe(testing::sent_at(1), drop);
  EXPECT_EQ(fate_in(sender().encrypted(5).left_uplink(5), b),
            died(Stage::ReceiverPolicy, "node-b", "XfrmInNoPols"));
}

TEST(Fate, WhatWasFreedBeforeXfrmDiedAtTheSendersSocket) {
  EXPECT_EQ(fate_in(sender().freed("NETFILTER_DROP", 5).timeline()),
            died(Stage::SenderSocket, "node-a", "NETFILTER_DROP"));
}

TEST(Fate, AReplyProvesThatTheRequestArrived) {
  // Neither encryption nor arrival of the request was seen.
  EXPECT_EQ(fate_in(sender(), reflector().dropped("XfrmOutPolBlock", 5, Reply)),
            died(Stage::SenderPolicy, "node-b", "XfrmOutPolBlock", Reply));
}

TEST(Fate, AForwardPolicyThatBlocksOnTheWayOutIsTheSenders) {
  EXPECT_EQ(fate_in(sender().dropped("XfrmInPolBlock", 5).timeline()),
            died(Stage::SenderPolicy, "node-a", "XfrmInPolBlock"));
}

TEST(Fate, APolicyThatBlocksWhatWasDecryptedIsTheReceivers) {
  const auto a = sender().encrypted(5).left_uplink(5);
  EXPECT_EQ(fate_in(a, reflector().arrived(5).dropped("XfrmOutPolBlock", 5)),
            died(Stage::ReceiverPolicy, "node-b", "XfrmOutPolBlock"));
}

TEST(Fate, ASelectorThatDoesNotFitWhatWasDecryptedIsTheReceiversPolicy) {
  // XfrmInStateMismatch also counts in xfrm_input(); here the packet is readable and has a state.
  const auto a = sender().encrypted(5).left_uplink(5);
  PacketDropped drop;
  drop.cause = "XfrmInStateMismatch";
  drop.probe = testing::probe_key({"node-a", "node-b", Family::V4, PathKind::Encrypted}, 5);
  drop.esp = EspKey{3, 0};
  auto expected = died(Stage::ReceiverPolicy, "node-b", "XfrmInStateMismatch");
  expected.spi = 3;
  EXPECT_EQ(fate_in(a, reflector().arrived(5).observe(testing::sent_at(5) + 1ms, drop)), expected);
}

TEST(Fate, ALeakedProbeThatCameNowhereDiedOnTheWire) {
  EXPECT_EQ(fate_in(sender().left_in_clear(5), reflector()),
            died(Stage::Wire, "node-a", std::nullopt));
}

TEST(Fate, AControlProbeNeedsNoEncryption) {
  TimelineBuilder a("node-a");
  a.after_upgrade().control_peer("node-b").answered(1, 4).lost(5, 5).left_in_clear(5);
  a.answered(6, 20);
  EXPECT_EQ(fate_in(a, reflector()), died(Stage::Wire, "node-a", std::nullopt));
}

TEST(Fate, WhatTheQueueFreedInTheClearDiedAtTheUplink) {
  EXPECT_EQ(fate_in(sender().left_in_clear(5).freed("QDISC_DROP", 5), reflector()),
            died(Stage::SenderUplink, "node-a", "QDISC_DROP"));
  EXPECT_EQ(fate_in(sender().freed("QDISC_DROP", 5), reflector()),
            died(Stage::SenderSocket, "node-a", "QDISC_DROP"));
}

TEST(Fate, OnIPv6IsFoundAlike) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b", Family::V6).answered(1, 4).lost(5, 5).answered(6, 20);
  a.encrypted(5).left_uplink(5);
  b.ends(10s).peer("node-a", Family::V6).probed_by("node-a", Family::V6);
  b.dropped_esp("XfrmInNoStates", 5);
  const auto fate = fate_in(a, b);
  ASSERT_TRUE(fate);
  EXPECT_EQ(fate->stage, Stage::ReceiverDecrypt);
  EXPECT_EQ(fate->outer, "fd00::c8 -> fd00::1:c8");
}

TEST(Fate, EqualFatesOfAnOutageAreCountedTogether) {
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).lost(5, 8).answered(9, 20);
  a.dropped("XfrmOutPolBlock", 5).dropped("XfrmOutPolBlock", 6).dropped("XfrmOutNoStates", 7);
  const auto outage = outage_of(a.timeline());
  ASSERT_EQ(outage.fates.size(), 2u);
  EXPECT_EQ(outage.fates[0].count, 2u);
  EXPECT_EQ(outage.fates[1].count, 1u);
  EXPECT_EQ(outage.unattributed, 1u);
}

TEST(Fate, OfAProbeThatWaitedBeforeItWasEncryptedIsFoundBeyondTheDeadline) {
  // The first packets of a session wait until neighbours are resolved.
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  const auto tunnel_a = testing::addresses_of("node-a").tunnel;
  const auto tunnel_b = testing::addresses_of("node-b").tunnel;
  const auto encrypted_at = testing::sent_at(5) + 700ms;
  auto a = sender().observe(encrypted_at,
                            ProbeEncrypted{testing::probe_key(path, 5), Request,
                                           testing::esp_key(5, Request), tunnel_a, tunnel_b, 0});
  EXPECT_EQ(fate_in(a, reflector()), died_as_esp(Stage::SenderUplink, "node-a", std::nullopt));
  a.observe(encrypted_at + 1ms, ProbeLeftUplink{testing::esp_key(5, Request), tunnel_a, tunnel_b});
  EXPECT_EQ(fate_in(a, reflector()), died_as_esp(Stage::Wire, "node-a", std::nullopt));
  EXPECT_EQ(fate_in(a, reflector().observe(encrypted_at + 2ms, dropped_request("XfrmInNoStates"))),
            died_as_esp(Stage::ReceiverDecrypt, "node-b", "XfrmInNoStates"));
}

TEST(Fate, OfAProbeThatWaitedForANeighbourBeyondTheDeadlineIsWhereItDied) {
  const auto tunnel_a = testing::addresses_of("node-a").tunnel;
  const auto tunnel_b = testing::addresses_of("node-b").tunnel;
  const auto left_at = testing::sent_at(5) + 1700ms;
  auto a = sender().ends(10s).encrypted(5);
  auto b = reflector().ends(10s);
  EXPECT_EQ(fate_in(a, b), died_as_esp(Stage::SenderUplink, "node-a", std::nullopt));
  auto freed = a;
  freed.observe(left_at, ProbeFreed{std::nullopt, Request, testing::esp_key(5, Request),
                                    "NEIGH_FAILED", "neigh_invalidate", tunnel_a, tunnel_b});
  EXPECT_EQ(fate_in(freed, b),
            died_as_esp(Stage::SenderUplink, "node-a", "NEIGH_FAILED at neigh_invalidate"));
  a.observe(left_at, ProbeLeftUplink{testing::esp_key(5, Request), tunnel_a, tunnel_b});
  EXPECT_EQ(fate_in(a, b), died_as_esp(Stage::Wire, "node-a", std::nullopt));
  b.observe(left_at + 1ms, dropped_request("XfrmInNoStates"));
  EXPECT_EQ(fate_in(a, b), died_as_esp(Stage::ReceiverDecrypt, "node-b", "XfrmInNoStates"));
}

TEST(Fate, IsNotThatOfAnotherPacketWhichLeftBehindTheDeadlineUnderANameGivenOutUnseen) {
  auto a = sender().ends(10s).encrypted(5).events_lost(1500ms, 1600ms, 1);
  a.observe(testing::sent_at(5) + 1700ms,
            ProbeLeftUplink{testing::esp_key(5, Request), testing::addresses_of("node-a").tunnel,
                            testing::addresses_of("node-b").tunnel});
  EXPECT_EQ(fate_in(a, reflector().ends(10s)),
            died_as_esp(Stage::SenderUplink, "node-a", std::nullopt));
}

}  // namespace
}  // namespace canary
