// SPDX-License-Identifier: Apache-2.0
#include "reading/ways_out.h"

#include <gtest/gtest.h>

#include "testing/ip.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::ip;
using testing::kStart;
using testing::TimelineBuilder;

const ProbeKey kProbe{ip("10.0.0.10"), ip("10.0.1.10"), 1, 7};
constexpr auto kRequest = ProbeLeg::Request;

const NodeDevice kEth0{2, "eth0", "named by --uplink"};
const NodeDevice kEth1{3, "eth1", "the default route of table 2 leads through it"};
const NodeDevice kVxlan{4, "cilium_vxlan", "its packets leave in VXLAN"};

Observed sent_through(std::uint32_t device) {
  return ProbeEncrypted{kProbe, kRequest, {3, 7}, ip("192.0.2.1"), ip("192.0.2.2"), 0, device};
}

Observed found(Duration since, std::vector<NodeDevice> watched,
               std::vector<NodeDevice> unwatched = {}) {
  return UplinksFound{kStart + since, std::move(watched), std::move(unwatched), {kVxlan}, {}, ""};
}

WaysOut ways_out_of(TimelineBuilder builder) { return WaysOut(builder.build()); }

TEST(WaysOut, EspThroughAWatchedDeviceIsSeen) {
  const auto ways = ways_out_of(TimelineBuilder("node-a")
                                    .observe(kStart, found(0s, {kEth0}, {kEth1}))
                                    .observe(kStart + 1s, sent_through(kEth0.index)));
  EXPECT_EQ(ways.of_path(kProbe, kRequest), nullptr);
}

TEST(WaysOut, EspThroughAnUnwatchedDeviceIsNamed) {
  const auto ways = ways_out_of(TimelineBuilder("node-a")
                                    .observe(kStart, found(0s, {kEth0}, {kEth1}))
                                    .observe(kStart + 1s, sent_through(kEth1.index))
                                    .observe(kStart + 2s, sent_through(kEth1.index)));
  const auto* unwatched = ways.of_path(kProbe, kRequest);
  ASSERT_NE(unwatched, nullptr);
  EXPECT_EQ(unwatched->device, kEth1);
  EXPECT_EQ(unwatched->probes, 2u);
  EXPECT_EQ(ways.of_path(kProbe, ProbeLeg::Reply), nullptr);
}

TEST(WaysOut, ADeviceIsSeenFromWhenItIsWatched) {
  const auto ways = ways_out_of(TimelineBuilder("node-a")
                                    .observe(kStart, found(0s, {kEth0}))
                                    .observe(kStart + 3s, found(2s, {kEth0, kEth1})));
  EXPECT_FALSE(ways.saw(kEth1.index, kStart + 1s));
  EXPECT_TRUE(ways.saw(kEth1.index, kStart + 2500ms));
  EXPECT_TRUE(ways.saw(kEth0.index, kStart + 1s));
  EXPECT_TRUE(ways.saw(0, kStart + 1s)) << "where it went is not known";
}

TEST(WaysOut, EspThroughAnOverlayPassesAWatchedDeviceLater) {
  const auto ways = ways_out_of(TimelineBuilder("node-a")
                                    .observe(kStart, found(0s, {kEth0}))
                                    .observe(kStart + 1s, sent_through(kVxlan.index)));
  EXPECT_EQ(ways.of_path(kProbe, kRequest), nullptr);
}

TEST(WaysOut, EspThroughADeviceThatNoRouteWasKnownToLeadThroughIsNotSeen) {
  const auto ways = ways_out_of(TimelineBuilder("node-a")
                                    .observe(kStart, found(0s, {kEth0}))
                                    .observe(kStart + 1s, sent_through(9)));
  const auto* unwatched = ways.of_path(kProbe, kRequest);
  ASSERT_NE(unwatched, nullptr);
  EXPECT_EQ(unwatched->device.name, "device 9");
}

TEST(WaysOut, ADeviceThatCameIsSeenFromWhenItMayHaveBeenThere) {
  const auto builder = TimelineBuilder("node-a")
                           .observe(kStart, found(0s, {kEth0}))
                           .observe(kStart + 3s, found(2s, {kEth0, kEth1}));
  auto in_time = builder, too_early = builder;
  EXPECT_EQ(
      ways_out_of(in_time.observe(kStart + 2500ms, sent_through(3))).of_path(kProbe, kRequest),
      nullptr);
  EXPECT_NE(ways_out_of(too_early.observe(kStart + 1s, sent_through(3))).of_path(kProbe, kRequest),
            nullptr);
}

TEST(WaysOut, ADeviceThatWentWasSeenUntilThatWasTold) {
  const auto ways = ways_out_of(TimelineBuilder("node-a")
                                    .observe(kStart, found(0s, {kEth0, kEth1}))
                                    .observe(kStart + 3s, found(2s, {kEth0}))
                                    .observe(kStart + 2500ms, sent_through(kEth1.index)));
  EXPECT_EQ(ways.of_path(kProbe, kRequest), nullptr);
}

TEST(WaysOut, WhatIsNotWatchedIsToldWithoutAnyEsp) {
  const auto ways =
      ways_out_of(TimelineBuilder("node-a").observe(kStart, found(0s, {kEth0}, {kEth1})));
  ASSERT_EQ(ways.unwatched().size(), 1u);
  EXPECT_EQ(ways.unwatched()[0].device, kEth1);
  EXPECT_EQ(ways.unwatched()[0].probes, 0u);
}

TEST(WaysOut, ARecordingThatTellsNoDevicesNamesNone) {
  const auto ways =
      ways_out_of(TimelineBuilder("node-a").observe(kStart + 1s, sent_through(kEth1.index)));
  EXPECT_EQ(ways.of_path(kProbe, kRequest), nullptr);
  EXPECT_EQ(ways.last(), nullptr);
  EXPECT_TRUE(ways.saw(kEth1.index, kStart + 1s)) << "nothing is known to the contrary";
}

}  // namespace
}  // namespace canary
