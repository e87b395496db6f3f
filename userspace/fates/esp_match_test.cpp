// SPDX-License-Identifier: Apache-2.0
// ESP packets with one name: all states here have SPI 3 and count alike, as Cilium's do.
#include "fates/esp_match.h"

#include <gtest/gtest.h>

#include <chrono>

#include "analysis/judge.h"
#include "fates/testing/lost_probe.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using enum ProbeLeg;
using testing::esp_key;
using testing::sent_at;
using testing::TimelineBuilder;

std::optional<Stage> stage_in(const Timeline& timeline) {
  const auto judgement = judge(timeline);
  for (const auto& path : judgement.paths) {
    if (path.path.remote != "node-b" || path.outages.empty()) continue;
    const auto& fates = path.outages.front().fates;
    return fates.empty() ? std::nullopt : std::optional(fates.front().stage);
  }
  ADD_FAILURE() << "no outage";
  return std::nullopt;
}

PacketDropped no_state(std::string_view source, std::string_view destination) {
  PacketDropped drop;
  drop.cause = "XfrmInNoStates";
  drop.esp = esp_key(5, Request);
  drop.source = IpAddress::parse(source).value();
  drop.destination = IpAddress::parse(destination).value();
  return drop;
}

TEST(EspMatch, AnInboundDropIsNotTheOutboundPacketOfTheSameName) {
  const auto a =
      sender().encrypted(5).observe(sent_at(5) + 1ms, no_state("10.0.1.200", "10.0.0.200"));
  EXPECT_EQ(stage_in(a.timeline()), Stage::SenderUplink);
}

TEST(EspMatch, APacketForAnotherPeerOfTheSameNameIsNotOurs) {
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-c").answered(1, 20).encrypted(5).left_uplink(5);
  a.peer("node-b").answered(1, 4).lost(5, 5).answered(6, 20).encrypted(5);
  EXPECT_EQ(stage_in(a.timeline()), Stage::SenderUplink);
}

TEST(EspMatch, OuterAddressesMayBeRewrittenBeforeTheWire) {
  // 1.13.0 with pod subnets: 0.0.0.0 -> 10.0.0.0 becomes node -> node.
  auto a = sender().control_peer("node-b").peer("node-b");
  a.outer("0.0.0.0", "10.0.0.0").encrypted(5).outer("192.0.2.1", "192.0.2.2").left_uplink(5);
  auto b = reflector();
  b.outer("192.0.2.1", "192.0.2.2").dropped_esp("XfrmInNoStates", 5);
  EXPECT_EQ(stage_in(together(a, b)), Stage::ReceiverDecrypt);
}

TEST(EspMatch, ADropOfAThirdNodesPacketDoesNotHideALossOnTheWire) {
  // C's packet of the same name dies on B; ours never came.
  TimelineBuilder c("node-c");
  c.after_upgrade().peer("node-b").answered(1, 20).encrypted(4).left_uplink(4);
  auto b = reflector().observe(sent_at(5) + 1ms, no_state("10.0.2.200", "10.0.1.200"));
  auto a = sender().encrypted(4).left_uplink(4).encrypted(5).left_uplink(5);
  const Timeline timeline{{a.build(), b.build(), c.build()}};
  EXPECT_EQ(stage_in(timeline), Stage::Wire);
}

TEST(EspMatch, ADropOfAThirdNodesPacketThatNoUplinkSawDoesNotHideALossOnTheWire) {
  TimelineBuilder c("node-c");
  c.after_upgrade().peer("node-b").answered(1, 20).encrypted(4).without_hook("tc_egress eth0");
  auto b = reflector().observe(sent_at(5) + 1ms, no_state("10.0.2.200", "10.0.1.200"));
  auto a = sender().encrypted(4).left_uplink(4).encrypted(5).left_uplink(5);
  EXPECT_EQ(stage_in({{a.build(), b.build(), c.build()}}), Stage::Wire);
}

TEST(EspMatch, ADropFromAnUnknownSourceDecidesNothing) {
  const auto a = sender().encrypted(5).left_uplink(5);
  const auto b = reflector().observe(sent_at(5) + 1ms, no_state("203.0.113.9", "10.0.1.200"));
  EXPECT_EQ(stage_in(together(a, b)), std::nullopt);
}

TEST(EspMatch, ADropBeforeMayBeOfAPacketThatWasEncryptedUnseenAndTravelled) {
  auto a = sender().encrypted(5).left_uplink(5);
  auto b = reflector().observe(sent_at(5) - 150ms, no_state("10.0.0.200", "10.0.1.200"));
  b.arrived(1).arrived(20);  // by which clocks are compared
  EXPECT_EQ(stage_in(together(a, b)), Stage::ReceiverDecrypt);
  a.events_lost(200ms, 290ms);
  EXPECT_EQ(stage_in(together(a, b)), std::nullopt);
}

TEST(EspMatch, ADropLongBeforeBelongsToAnEarlierState) {
  // The state was added again, so its sequence numbers begin anew.
  const auto a = sender().encrypted(5).left_uplink(5);
  const auto b = reflector().observe(sent_at(5) - 8s, no_state("10.0.0.200", "10.0.1.200"));
  TimelineBuilder early("node-b");
  auto session = b.build();
  session.header.started = sent_at(5) - 9s;
  EXPECT_EQ(stage_in({{a.build(), session}}), Stage::Wire);
}

TEST(EspMatch, ADropNearerToALaterPacketOfTheSameNameIsThatOnes) {
  // Probe 5 dies on the wire; the state is added again; probe 9 gets probe 5's name and dies on B.
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).lost(5, 5).answered(6, 8).lost(9, 9);
  a.answered(10, 20).encrypted(5).left_uplink(5);
  ProbeEncrypted again{testing::probe_key({"node-a", "node-b", Family::V4, PathKind::Encrypted}, 9),
                       Request,
                       esp_key(5, Request),
                       testing::addresses_of("node-a").tunnel,
                       testing::addresses_of("node-b").tunnel,
                       0};
  a.observe(sent_at(9) + 10us, again);
  a.observe(sent_at(9) + 20us,
            ProbeLeftUplink{again.esp, again.outer_source, again.outer_destination});
  const auto b = reflector().observe(sent_at(9) + 100us, no_state("10.0.0.200", "10.0.1.200"));
  const auto judgement = judge(together(a, b));
  const auto& outages = judgement.paths.at(0).outages;
  ASSERT_EQ(outages.size(), 2u);
  EXPECT_EQ(outages[0].fates.at(0).stage, Stage::Wire);
  EXPECT_EQ(outages[1].fates.at(0).stage, Stage::ReceiverDecrypt);
}

TEST(EspMatch, WhatALaterPacketOfTheSameNameDidIsNotOurs) {
  // Probe 5 never left; the state is added again and probe 6 gets its name, and leaves.
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).lost(5, 5).answered(6, 20).encrypted(5);
  const ProbeEncrypted again{
      testing::probe_key({"node-a", "node-b", Family::V4, PathKind::Encrypted}, 6),
      Request,
      esp_key(5, Request),
      testing::addresses_of("node-a").tunnel,
      testing::addresses_of("node-b").tunnel,
      0};
  a.observe(sent_at(6) + 10us, again);
  a.observe(sent_at(6) + 20us,
            ProbeLeftUplink{again.esp, again.outer_source, again.outer_destination});
  EXPECT_EQ(stage_in(a.timeline()), Stage::SenderUplink);
}

TEST(EspMatch, WhatItsSuccessorSentIsNotAStaleStatesPacketOfTheSameName) {
  // Probe 5 is taken by the stale state and waits for a neighbour; probe 6 gets the same number
  // from the new state, and leaves for the same peer.
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).lost(5, 5).answered(6, 20);
  a.outer("0.0.0.0", "10.0.0.0").encrypted(5);
  const ProbeEncrypted next{
      testing::probe_key({"node-a", "node-b", Family::V4, PathKind::Encrypted}, 6),
      Request,
      esp_key(5, Request),
      testing::addresses_of("node-a").node,
      testing::addresses_of("node-b").node,
      0};
  a.control_peer("node-b");
  a.observe(sent_at(6) + 10us, next);
  a.observe(sent_at(6) + 20us,
            ProbeLeftUplink{next.esp, next.outer_source, next.outer_destination});
  EXPECT_EQ(stage_in(together(a, reflector())), Stage::SenderUplink);
}

ProbeFreed firewalled(std::string_view source, std::string_view destination) {
  return {std::nullopt,
          Request,
          esp_key(5, Request),
          "NETFILTER_DROP",
          "nf_hook_slow",
          IpAddress::parse(source).value(),
          IpAddress::parse(destination).value()};
}

TEST(EspMatch, ADropOfTrafficToAnotherPeerThatIsNoProbeIsNotOurs) {
  // Probe 5 never left; a packet to C of the same name was dropped right before.
  PacketDropped drop;
  drop.cause = "XfrmOutStateProtoError";
  drop.esp = esp_key(5, Request);
  drop.source = testing::addresses_of("node-a").tunnel;
  drop.destination = testing::addresses_of("node-c").tunnel;
  const auto a = sender().encrypted(5).observe(sent_at(5) + 1ms, drop);
  EXPECT_EQ(stage_in(a.timeline()), Stage::SenderUplink);
}

TEST(EspMatch, AFreedPacketIsKnownByItsSourceAlthoughOthersMayHaveSentItsName) {
  const auto a = sender().encrypted(5).left_uplink(5);
  auto b = reflector().observe(sent_at(5) + 1ms, firewalled("10.0.0.200", "10.0.1.200"));
  b.peer("node-c");  // which did not record
  EXPECT_EQ(stage_in(together(a, b)), Stage::ReceiverUplink);
}

TEST(EspMatch, WhatTheReceiverItselfSentAndFreedIsNotOurs) {
  const auto a = sender().encrypted(5).left_uplink(5);
  const auto b = reflector().observe(sent_at(5) + 1ms, firewalled("10.0.1.10", "10.0.0.200"));
  EXPECT_EQ(stage_in(together(a, b)), Stage::Wire);
}

TEST(EspMatch, AFreedPacketWithoutAddressesIsNobodysWhereOthersMayHaveSentIt) {
  const auto a = sender().encrypted(5).left_uplink(5);
  auto b = reflector().freed_esp("NETFILTER_DROP", 5);
  EXPECT_EQ(stage_in(together(a, b)), Stage::ReceiverUplink);
  b.peer("node-c");  // which did not record
  EXPECT_EQ(stage_in(together(a, b)), std::nullopt);
}

TEST(EspMatch, AFreedPacketWithoutAddressesIsNobodysWhereTheSendersAreNotKnown) {
  const auto a = sender().encrypted(5).left_uplink(5);
  auto timeline = together(a, reflector().freed_esp("NETFILTER_DROP", 5));
  timeline.nodes[1].header.peers.clear();  // as a reflector's
  EXPECT_EQ(stage_in(timeline), std::nullopt);
}

TEST(EspMatch, WhatAnotherSenderToldOnlyAboutItsOwnProbesLeavesAFreedPacketNobodys) {
  const auto a = sender().encrypted(5).left_uplink(5);
  auto b = reflector().freed_esp("NETFILTER_DROP", 5);
  b.peer("node-c");
  auto timeline = together(a, b);
  timeline.nodes.push_back(TimelineBuilder("node-c").peer("node-b").answered(1, 20).build());
  EXPECT_EQ(stage_in(timeline), Stage::ReceiverUplink);
  timeline.nodes.back().header.told_to = "node-a";
  EXPECT_EQ(stage_in(timeline), std::nullopt);
}

TEST(EspMatch, APacketThatLeftToAnUnknownAddressMayBeOneThatWasEncryptedUnseen) {
  const auto left_to = [](TimelineBuilder a) {
    return a.encrypted(5).outer("10.0.0.200", "10.0.7.200").left_uplink(5);
  };
  EXPECT_EQ(stage_in(together(left_to(sender()), reflector())), Stage::Wire);
  EXPECT_EQ(stage_in(together(left_to(sender()).events_lost(400ms, 600ms), reflector())),
            std::nullopt);
}

/// Replies to `lost` probes bear one name, and so do as many packets that left, as `sightings`
/// says.
Timeline one_name_for_all(std::uint32_t lost, std::uint32_t sightings) {
  TimelineBuilder a("node-a");
  a.after_upgrade().peer("node-b").answered(1, 4).lost(5, 4 + lost);
  TimelineBuilder b("node-b");
  b.ends(sent_at(lost + 100) - testing::kStart).peer("node-a").probed_by("node-a");
  const EspKey name{9, 1};
  const Instant at = sent_at(5 + lost);
  const auto ours = IpAddress::parse("10.0.1.200").value();
  const auto theirs = IpAddress::parse("10.0.0.200").value();
  const auto nobody = IpAddress::parse("203.0.113.1").value();
  for (std::uint32_t i = 5; i < 5 + lost; ++i) {
    a.encrypted(i).left_uplink(i);
    b.arrived(i).observe(
        at, ProbeEncrypted{testing::probe_key(testing::kPathToB, i), Reply, name, ours, theirs, 1});
  }
  for (std::uint32_t i = 0; i < sightings; ++i)
    b.observe(at + 1us, ProbeLeftUplink{name, nobody, nobody});
  return together(a, b);
}

// Looked through once for each pair of them, these would take an hour.
TEST(EspMatch, ThousandsOfPacketsOfOneNameAreLookedThroughOnceForEachProbe) {
  const auto timeline = one_name_for_all(1000, 40'000);
  const auto begun = std::chrono::steady_clock::now();
  const auto judgement = judge(timeline);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 60s);
  ASSERT_FALSE(judgement.paths.empty());
  EXPECT_EQ(judgement.paths.front().probes.lost, 1000u);
}

}  // namespace
}  // namespace canary
