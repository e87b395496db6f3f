// SPDX-License-Identifier: Apache-2.0
// A peer that tells of thousands of packets under one name: nothing is concluded from them, and
// they cost little.
#include <gtest/gtest.h>

#include "fates/evidence.h"
#include "fates/testing/fate_of.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::died_as_esp;
using testing::dropped_request;
using testing::esp_key;
using testing::fate_in;
using testing::sent_at;

/// Drops of ESP under the name of probe 5, of somebody else's packets, while it was on its way.
testing::TimelineBuilder with_drops_of_others(std::size_t count) {
  auto b = reflector();
  PacketDropped drop = dropped_request("XfrmInNoStates");
  drop.source = IpAddress::parse("10.0.9.200").value();
  for (std::size_t i = 0; i < count; ++i) b.observe(sent_at(5) + 1ms, drop);
  return b;
}

TEST(HostilePeer, ANameThatIsToldTooOftenTellsNothing) {
  const auto a = sender().encrypted(5).left_uplink(5);
  const auto few = with_drops_of_others(kMostNamesakes);
  const auto many = with_drops_of_others(kMostNamesakes + 1);
  EXPECT_EQ(fate_in(a, many), std::nullopt);
  EXPECT_EQ(fate_in(a, few), std::nullopt) << "one of a node that nobody knows may be ours";
  auto ours = with_drops_of_others(kMostNamesakes - 1);
  EXPECT_EQ(fate_in(a, ours.dropped_esp("XfrmInNoStates", 5)),
            died_as_esp(Stage::ReceiverDecrypt, "node-b", "XfrmInNoStates"));
}

TEST(HostilePeer, CostsNoMoreThanWhatItSent) {
  constexpr std::uint32_t kLost = 500;
  constexpr std::uint32_t kSightings = 40'000;
  testing::TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").answered(1, 20).lost(21, 20 + kLost);
  b.probed_by("node-a");
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  const EspKey shared = esp_key(1, ProbeLeg::Reply);
  for (std::uint32_t n = 21; n <= 20 + kLost; ++n) {
    a.encrypted(n).left_uplink(n);
    b.arrived(n).observe(sent_at(21 + kLost),
                         ProbeEncrypted{testing::probe_key(path, n), ProbeLeg::Reply, shared,
                                        testing::addresses_of("node-b").tunnel,
                                        testing::addresses_of("node-a").tunnel, 0});
  }
  for (std::uint32_t i = 0; i < kSightings; ++i) {
    ProbeLeftUplink left;
    left.esp = shared;
    left.outer_source.bytes[2] = left.outer_destination.bytes[3] = static_cast<std::uint8_t>(i);
    b.observe(sent_at(21 + kLost) + Duration{i}, left);
  }
  const Judgement judgement = judge(together(a, b));  // each with each would take minutes
  ASSERT_EQ(judgement.paths.size(), 1u);
  EXPECT_EQ(judgement.paths[0].outages.at(0).unattributed, kLost);
}

}  // namespace
}  // namespace canary
