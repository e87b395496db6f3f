// SPDX-License-Identifier: Apache-2.0
#include "kernel/event_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/drop_cause.h"

namespace canary {
namespace {

std::vector<std::string> known_causes() {
  std::vector<std::string> names;
  for (const DropCauseInfo& cause : known_drop_causes()) names.emplace_back(cause.name);
  return names;
}

constexpr std::uint64_t kPacketSocket = 0xffffffff82000010;

EventDecoder decoder() {
  const auto function_at = [](std::uint64_t address) -> std::string {
    return address == kPacketSocket ? "tpacket_rcv" : "ip_rcv_finish";
  };
  return {known_causes(), {{7, "IP_INVALID_SOURCE"}}, function_at};
}

void put(canary_u8 (&bytes)[16], const char* address) {
  std::ranges::copy(IpAddress::parse(address)->bytes, bytes);
}

canary_event event_of(canary_event_kind kind) {
  canary_event event{};
  event.kind = kind;
  event.family = 4;
  event.packets = 1;
  event.spi = 3;
  event.esp_sequence = 17;
  event.mark = 0x0b013e00;
  put(event.source, "10.0.0.200");
  put(event.destination, "10.0.1.200");
  event.probe.leg = CANARY_REQUEST;
  event.probe.family = 4;
  event.probe.ssid = 1;
  event.probe.sequence = 42;
  put(event.probe.source, "10.0.0.10");
  put(event.probe.destination, "10.0.1.10");
  return event;
}

const ProbeKey kProbe{IpAddress::parse("10.0.0.10").value(), IpAddress::parse("10.0.1.10").value(),
                      1, 42};

TEST(EventDecoder, JoinsAProbeWithItsEspPacket) {
  const auto seen = std::get<ProbeEncrypted>(*decoder().decode(event_of(CANARY_PROBE_ENCRYPTED)));
  EXPECT_EQ(seen.probe, kProbe);
  EXPECT_EQ(seen.esp, (EspKey{3, 17}));
  EXPECT_EQ(to_text(seen.outer_destination), "10.0.1.200");
  EXPECT_EQ(seen.mark, 0x0b013e00u);
}

TEST(EventDecoder, AReplyNamesTheSameProbeAsItsRequest) {
  canary_event event = event_of(CANARY_PROBE_ARRIVED);
  event.probe.leg = CANARY_REPLY;
  std::swap(event.probe.source, event.probe.destination);
  event.decrypted = 1;
  const auto seen = std::get<ProbeArrived>(*decoder().decode(event));
  EXPECT_EQ(seen.probe, kProbe);
  EXPECT_EQ(seen.leg, ProbeLeg::Reply);
  EXPECT_TRUE(seen.decrypted);
}

TEST(EventDecoder, ANullCipherIsTold) {
  for (const canary_event_kind kind : {CANARY_PROBE_ENCRYPTED, CANARY_PROBE_ARRIVED}) {
    for (const bool null_cipher : {false, true}) {
      canary_event event = event_of(kind);
      event.null_cipher = null_cipher ? 1 : 0;
      const auto told = std::visit(
          [](const auto& seen) {
            if constexpr (requires { seen.null_cipher; })
              return seen.null_cipher;
            else
              return false;
          },
          *decoder().decode(event));
      EXPECT_EQ(told, null_cipher);
    }
  }
}

TEST(EventDecoder, EveryDropCauseKeepsItsName) {
  canary_event event = event_of(CANARY_PACKET_DROPPED);
  for (const DropCauseInfo& cause : known_drop_causes()) {
    const auto drop = std::get<PacketDropped>(*decoder().decode(event));
    EXPECT_EQ(drop.cause, cause.name);
    EXPECT_EQ(drop.probe, kProbe);
    ++event.drop_counter;
  }
}

TEST(EventDecoder, ADropWithoutAPacketInventsNone) {
  canary_event event{};
  event.kind = CANARY_PACKET_DROPPED;
  event.packets = 5;
  const auto drop = std::get<PacketDropped>(*decoder().decode(event));
  EXPECT_EQ(drop.packets, 5u);
  EXPECT_FALSE(drop.esp || drop.source || drop.destination || drop.mark || drop.probe);
}

TEST(EventDecoder, AFreedProbeSaysWhereAndWhy) {
  canary_event event = event_of(CANARY_PACKET_FREED);
  event.probe.leg = CANARY_NO_PROBE;
  event.location = 0xffffffff81000010;
  event.drop_reason = 7;
  const auto freed = std::get<ProbeFreed>(*decoder().decode(event));
  EXPECT_EQ(freed.reason, "IP_INVALID_SOURCE");
  EXPECT_EQ(freed.location, "ip_rcv_finish");
  EXPECT_EQ(freed.esp, (EspKey{3, 17}));
  EXPECT_FALSE(freed.probe.has_value());
  EXPECT_EQ(freed.source, IpAddress::of(Family::V4, event.source));
  EXPECT_EQ(freed.destination, IpAddress::of(Family::V4, event.destination));
}

TEST(EventDecoder, ACopyForAPacketSocketIsNoPacket) {
  canary_event event = event_of(CANARY_PACKET_FREED);
  event.location = kPacketSocket;
  EXPECT_FALSE(decoder().decode(event).has_value());
}

TEST(EventDecoder, WhatItDoesNotKnowIsNothing) {
  canary_event strange = event_of(CANARY_PACKET_FREED);
  strange.kind = 99;
  EXPECT_FALSE(decoder().decode(strange).has_value());
  canary_event newer = event_of(CANARY_PACKET_DROPPED);
  newer.drop_counter = CANARY_MAX_DROP_COUNTERS;
  EXPECT_FALSE(decoder().decode(newer).has_value());
}

}  // namespace
}  // namespace canary
