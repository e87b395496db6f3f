// SPDX-License-Identifier: Apache-2.0
// Which lost probes get no fate, as nothing is guessed, and their twins that get one.
#include <gtest/gtest.h>

#include "fates/fate.h"
#include "fates/testing/fate_of.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::died_as_esp;
using testing::dropped_request;
using testing::fate_in;

TEST(Unattributed, WithoutAnyEvidence) { EXPECT_FALSE(fate_in(sender().timeline())); }

TEST(Unattributed, WhatLeftForANodeThatDidNotRecord) {
  EXPECT_FALSE(fate_in(sender().encrypted(5).left_uplink(5).timeline()));
}

/// Told at the start: eth0 (device 2) is watched, eth1 (device 3) as told.
Observed uplinks(bool watches_eth1) {
  UplinksFound found{testing::kStart, {{2, "eth0", ""}}, {}, {}, {}, ""};
  (watches_eth1 ? found.watched : found.unwatched).push_back({3, "eth1", ""});
  return found;
}

/// A sender whose state hands probe 5 to eth1, and nobody sees it leave.
TimelineBuilder sender_by_eth1(bool watches_eth1) {
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  const auto addresses = [](const char* node) { return testing::addresses_of(node).tunnel; };
  return sender()
      .observe(testing::kStart, uplinks(watches_eth1))
      .observe(testing::sent_at(5),
               ProbeEncrypted{testing::probe_key(path, 5), Request, testing::esp_key(5, Request),
                              addresses("node-a"), addresses("node-b"), 0, 3});
}

TEST(Unattributed, WhatLeftByADeviceThatNobodyWatches) {
  EXPECT_FALSE(fate_in(sender_by_eth1(false).timeline()));
  EXPECT_EQ(fate_in(sender_by_eth1(true).timeline()),
            died_as_esp(Stage::SenderUplink, "node-a", std::nullopt));
}

TEST(Unattributed, WhatMayHaveComeByADeviceThatNobodyWatches) {
  const auto a = sender().encrypted(5).left_uplink(5);
  EXPECT_FALSE(fate_in(a, reflector().observe(testing::kStart, uplinks(false))));
  EXPECT_EQ(fate_in(a, reflector().observe(testing::kStart, uplinks(true))),
            died_as_esp(Stage::Wire, "node-a", std::nullopt));
}

TEST(Unattributed, WhatMayHaveBeenAnsweredByADeviceThatNobodyWatches) {
  const auto a = sender().encrypted(5).left_uplink(5);
  const auto b = [](bool watches_eth1) {
    return reflector().watches_probe_netns().arrived(5).observe(testing::kStart,
                                                                uplinks(watches_eth1));
  };
  EXPECT_FALSE(fate_in(a, b(false)));
  EXPECT_EQ(fate_in(a, b(true)), testing::died(Stage::ReceiverSocket, "node-b", std::nullopt));
}

TEST(Unattributed, WhatLeftWhileNobodyLookedForDropsBehindTheUplink) {
  auto blind = sender().encrypted(5).left_uplink(5);
  blind.hook_detached("kfree_skb", 300ms).hook_attached("kfree_skb", 900ms);
  EXPECT_FALSE(fate_in(blind, reflector()));
  auto sees_again = sender().encrypted(5).left_uplink(5);
  sees_again.hook_detached("kfree_skb", 100ms).hook_attached("kfree_skb", 300ms);
  EXPECT_EQ(fate_in(sees_again, reflector()), died_as_esp(Stage::Wire, "node-a", std::nullopt));
}

TEST(Unattributed, WhatWasFreedReadableWhileNobodyLookedAtTheUplink) {
  auto blind = sender().freed("QDISC_DROP", 5);
  blind.hook_detached("tc_egress eth0", 300ms).hook_attached("tc_egress eth0", 900ms);
  EXPECT_FALSE(fate_in(blind, reflector()));
  EXPECT_EQ(fate_in(sender().freed("QDISC_DROP", 5), reflector()),
            testing::died(Stage::SenderSocket, "node-a", "QDISC_DROP"));
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
