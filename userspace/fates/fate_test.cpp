// SPDX-License-Identifier: Apache-2.0
// Where lost probes died, through judge(), as a report shows it.
#include "fates/fate.h"

#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "fates/testing/lost_probe.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::TimelineBuilder;

Outage outage_of(const Timeline& timeline) {
  const auto judgement = judge(timeline);
  for (const auto& path : judgement.paths)
    if (path.outages.size() == 1) return path.outages.front();
  ADD_FAILURE() << "not exactly one outage";
  return {};
}

/// The fate of the one lost probe; absent where it is unattributed.
std::optional<Fate> fate_in(const Timeline& timeline) {
  const auto outage = outage_of(timeline);
  EXPECT_EQ(outage.fates.size() + outage.unattributed, 1u);
  return outage.fates.empty() ? std::nullopt : std::optional(outage.fates.front());
}

std::optional<Fate> fate_in(const TimelineBuilder& a, const TimelineBuilder& b) {
  return fate_in(together(a, b));
}

/// Of probe 5, as B sees it before it is decrypted.
PacketDropped dropped_request(std::string cause) {
  PacketDropped drop;
  drop.cause = std::move(cause);
  drop.esp = testing::esp_key(5, Request);
  drop.source = testing::addresses_of("node-a").tunnel;
  drop.destination = testing::addresses_of("node-b").tunnel;
  return drop;
}

Fate died(Stage stage, NodeName node, std::optional<std::string> cause, ProbeLeg leg = Request) {
  return {stage, std::move(node), leg, std::move(cause), {}, {}, 1};
}

Fate died_as_esp(Stage stage, NodeName node, std::optional<std::string> cause,
                 ProbeLeg leg = Request) {
  auto fate = died(stage, std::move(node), std::move(cause), leg);
  fate.spi = 3;
  fate.outer = leg == Request ? "10.0.0.200 -> 10.0.1.200" : "10.0.1.200 -> 10.0.0.200";
  return fate;
}

// ---- every cause, on every leg ----

class EveryCause : public ::testing::TestWithParam<DropCauseInfo> {
 protected:
  const std::string cause{GetParam().name};
  const bool outbound = GetParam().direction == Direction::Out;
};

TEST_P(EveryCause, OfAReadableRequestIsItsFate) {
  auto a = sender(), b = reflector();
  (outbound ? a : b).dropped(cause, 5);
  EXPECT_EQ(fate_in(a, b), died(GetParam().stage, outbound ? "node-a" : "node-b", cause));
}

TEST_P(EveryCause, OfAnEncryptedRequestIsItsFate) {
  auto a = sender(), b = reflector();
  a.encrypted(5);
  if (!outbound) a.left_uplink(5);
  (outbound ? a : b).dropped_esp(cause, 5);
  EXPECT_EQ(fate_in(a, b), died_as_esp(GetParam().stage, outbound ? "node-a" : "node-b", cause));
}

TEST_P(EveryCause, OfAReadableReplyIsItsFate) {
  auto a = sender(), b = reflector();
  a.encrypted(5).left_uplink(5);
  b.arrived(5);
  (outbound ? b : a).dropped(cause, 5, Reply);
  EXPECT_EQ(fate_in(a, b), died(GetParam().stage, outbound ? "node-b" : "node-a", cause, Reply));
}

TEST_P(EveryCause, OfAnEncryptedReplyIsItsFate) {
  auto a = sender(), b = reflector();
  a.encrypted(5).left_uplink(5);
  b.arrived(5).encrypted(5, Reply);
  if (!outbound) b.left_uplink(5, Reply);
  (outbound ? b : a).dropped_esp(cause, 5, Reply);
  EXPECT_EQ(fate_in(a, b),
            died_as_esp(GetParam().stage, outbound ? "node-b" : "node-a", cause, Reply));
}

INSTANTIATE_TEST_SUITE_P(OfTheKernel, EveryCause,
                         ::testing::ValuesIn(known_drop_causes().begin(),
                                             known_drop_causes().end()),
                         [](const auto& test) { return std::string(test.param.name); });

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

// ---- nothing is guessed ----

TEST(Unattributed, WithoutAnyEvidence) { EXPECT_FALSE(fate_in(sender().timeline())); }

TEST(Unattributed, WhatLeftForANodeThatDidNotRecord) {
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5).timeline()));
}

TEST(Unattributed, WhatArrivedAndWasNeverAnswered) {
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5), reflector().arrived(5)));
}

TEST(Unattributed, WhatWasNotAnsweredWhileThePodMayHaveBeenBlind) {
  auto b = reflector().watches_probe_netns().arrived(5);
  b.events_lost(400ms, 600ms, 1);
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5), b));
}

TEST(Unattributed, WhatWasNotAnsweredWhereNobodySeesWhatIsEncrypted) {
  auto b = reflector().watches_probe_netns().arrived(5).without_hook("xfrm_replay_overflow");
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5), b));
}

TEST(Unattributed, WhatWasNotAnsweredWhereADropWithoutANameMayBeTheReply) {
  PacketDropped nameless;
  nameless.cause = "XfrmOutPolBlock";
  nameless.source = testing::addresses_of("node-b").pod;
  nameless.destination = testing::addresses_of("node-a").pod;
  auto b = reflector().watches_probe_netns().arrived(5);
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5),
                       b.observe(testing::sent_at(5) + 1ms, nameless)));
}

/// Both sessions end 10 us later.
const Instant kNearTheEnd = testing::kStart + 2300ms - 10us;

TEST(Unattributed, WhatWasNotAnsweredYetWhenTheSessionEnded) {
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  const auto b = reflector().ends(2300ms).watches_probe_netns().observe(
      kNearTheEnd, ProbeArrived{testing::probe_key(path, 5), Request, true});
  EXPECT_FALSE(fate_in(sender().ends(2300ms).encrypted(5).left_uplink(5), b));
}

TEST(Unattributed, WhatHadNotLeftYetWhenTheSessionEnded) {
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  const auto a = sender().ends(2300ms).observe(
      kNearTheEnd,
      ProbeEncrypted{testing::probe_key(path, 5), Request, testing::esp_key(5, Request),
                     testing::addresses_of("node-a").tunnel, testing::addresses_of("node-b").tunnel,
                     0});
  EXPECT_FALSE(fate_in(a.timeline()));
}

TEST(Unattributed, WhatMayHaveLeftWhileTheUplinkWasNotWatched) {
  EXPECT_FALSE(fate_in(sender()
                           .encrypted(5)
                           .hook_detached("tc_egress eth0", 400ms)
                           .hook_attached("tc_egress eth0", 700ms)
                           .timeline()));
}

TEST(Unattributed, WhatMayHaveLeftWhileEventsWereLost) {
  EXPECT_FALSE(fate_in(sender().encrypted(5).events_lost(400ms, 600ms).timeline()));
}

TEST(Unattributed, WhatMayHaveLeftThroughAHookThatNeverRan) {
  EXPECT_FALSE(fate_in(sender().encrypted(5).hook_never_ran("tc_egress eth0").timeline()));
}

TEST(Unattributed, WhatMayHaveArrivedWhileTheReceiverWasBlind) {
  const auto a = sender().encrypted(5).left_uplink(5);
  EXPECT_FALSE(fate_in(a, reflector().events_lost(400ms, 600ms)));
  EXPECT_FALSE(fate_in(a, reflector().hook_detached("tc_ingress eth0", 100ms)));
  EXPECT_FALSE(fate_in(a, reflector().without_hooks()));
}

TEST(Unattributed, WhatMayHaveArrivedOutsideOfTheReceiversSession) {
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5), reflector().ends(300ms)));
}

TEST(Unattributed, NoWireLossWhereADropWithoutANameMayExplainIt) {
  const auto a = sender().encrypted(5).left_uplink(5);
  PacketDropped nameless;
  nameless.cause = "XfrmInHdrError";
  EXPECT_FALSE(fate_in(a, reflector().observe(testing::sent_at(5) + 1ms, nameless)));
}

TEST(Fate, APolicyThatBlocksOtherTrafficDoesNotHideALossBehindEncryption) {
  PacketDropped other;
  other.cause = "XfrmOutPolBlock";
  other.source = testing::addresses_of("node-a").pod;
  other.destination = testing::addresses_of("node-b").pod;
  const auto a = sender().encrypted(5).observe(testing::sent_at(5) + 1ms, other);
  EXPECT_EQ(fate_in(a.timeline()), died_as_esp(Stage::SenderUplink, "node-a", std::nullopt));
}

TEST(Fate, ADropOfTrafficBetweenOtherPodsDoesNotHideALossOnTheWire) {
  const auto a = sender().encrypted(5).left_uplink(5);
  PacketDropped other;
  other.cause = "XfrmInNoPols";
  other.source = testing::addresses_of("node-a").pod;
  other.destination = testing::addresses_of("node-c").pod;
  const auto at = testing::sent_at(5) + 1ms;
  EXPECT_EQ(fate_in(a, reflector().observe(at, other)),
            died_as_esp(Stage::Wire, "node-a", std::nullopt));
  other.destination = testing::addresses_of("node-b").pod;
  EXPECT_FALSE(fate_in(a, reflector().observe(at, other)));
}

TEST(Unattributed, WhatWasRefusedAsAReplayWhereTheFirstCopyCannotHaveBeenSeen) {
  const auto a = sender().encrypted(5).left_uplink(5);
  auto b = reflector().dropped_esp("XfrmInStateSeqError", 5);
  EXPECT_EQ(fate_in(a, b), died_as_esp(Stage::ReceiverDecrypt, "node-b", "XfrmInStateSeqError"));
  b.hook_detached("tc_ingress eth0", 100ms);
  EXPECT_FALSE(fate_in(a, b));
}

TEST(Unattributed, WhatWasRefusedAsAReplayWhileEventsWereLostAlthoughItLeftBefore) {
  // B stood still: by the clocks half a second passes on the wire.
  const auto drop = dropped_request("XfrmInStateSeqError");
  const auto a = sender().encrypted(5).left_uplink(5);
  auto b = reflector().observe(testing::kStart + 1s, drop);
  EXPECT_TRUE(fate_in(together(a, b)));
  EXPECT_FALSE(fate_in(together(a, b.events_lost(900ms, 1100ms))));
}

TEST(Unattributed, NoUplinkLossWhereADropWithoutANameMayExplainIt) {
  PacketDropped nameless;
  nameless.cause = "XfrmOutError";
  EXPECT_FALSE(
      fate_in(sender().encrypted(5).observe(testing::sent_at(5) + 1ms, nameless).timeline()));
}

}  // namespace
}  // namespace canary
