// SPDX-License-Identifier: Apache-2.0
#include "analysis/unwatched_uplink.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/judge.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;
using testing::TimelineBuilder;

const NodeDevice kEth0{2, "eth0", "named by --uplink"};
const NodeDevice kEth1{3, "eth1",
                       "the default route leads through it, and --uplink does not name it"};

TimelineBuilder upgrade_without_loss() {
  TimelineBuilder builder("node-a");
  builder.peer("node-b").agent_gone(1s).agent_ready(2s).answered(1, 45);
  return builder;
}

Observed only_eth0() { return UplinksFound{kStart, {kEth0}, {kEth1}, {}, {}, ""}; }

/// All ESP of the node leaves through this device.
Judgement judge_with_esp_through(std::uint32_t device, const Observed& found,
                                 bool sees_all = true) {
  auto builder = upgrade_without_loss();
  builder.observe(kStart, found);
  for (std::uint32_t sequence = 1; sequence <= 45; ++sequence) {
    builder.encrypted(sequence);
    if (sees_all) builder.left_uplink(sequence);
  }
  auto timeline = builder.timeline();
  for (Observation& seen : timeline.nodes.at(0).observations)
    if (auto* encrypted = std::get_if<ProbeEncrypted>(&seen.what)) encrypted->device = device;
  return judge(timeline);
}

const Finding* unwatched_uplink(const Judgement& judgement) {
  const auto found = std::ranges::find(judgement.findings, "unwatched-uplink", &Finding::kind);
  return found == judgement.findings.end() ? nullptr : &*found;
}

TEST(UnwatchedUplink, EspThroughItLeavesTheVerdictOpen) {
  const auto judgement = judge_with_esp_through(kEth1.index, only_eth0());
  EXPECT_EQ(judgement.paths.at(0).verdict, Verdict::Inconclusive);
  EXPECT_EQ(judgement.paths.at(0).reason,
            "its ESP leaves node-a through eth1, which is not watched");
  const auto* finding = unwatched_uplink(judgement);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->evidence.back(), "ESP of 45 probes left through it");
}

TEST(UnwatchedUplink, IsNamedBesideAVerdictOnEspThroughAnother) {
  const auto judgement = judge_with_esp_through(kEth0.index, only_eth0());
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected);
  const auto* finding = unwatched_uplink(judgement);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::Warning);
  EXPECT_EQ(finding->summary, "plaintext through eth1 of node-a would not be seen");
}

TEST(UnwatchedUplink, EspThatGoesOnFromAnotherDeviceAndIsNotSeenLeavesTheVerdictOpen) {
  const NodeDevice host{4, "cilium_host", "what it sends comes in again through cilium_net"};
  const UplinksFound found{kStart, {kEth0}, {kEth1}, {host}, {}, ""};
  EXPECT_EQ(judge_with_esp_through(host.index, found).verdict, Verdict::Unaffected);
  const auto unseen = judge_with_esp_through(host.index, found, false);
  EXPECT_EQ(unseen.paths.at(0).verdict, Verdict::Inconclusive);
  EXPECT_EQ(unseen.paths.at(0).reason,
            "the ESP of 45 answered probes was not seen leaving node-a, whose eth1 is not watched");
}

TEST(UnwatchedUplink, IsNotToldWhereAllAreWatched) {
  const auto judgement =
      judge_with_esp_through(kEth1.index, UplinksFound{kStart, {kEth0, kEth1}, {}, {}, {}, ""});
  EXPECT_EQ(judgement.verdict, Verdict::Unaffected);
  EXPECT_EQ(unwatched_uplink(judgement), nullptr);
  ASSERT_EQ(judgement.observer.uplinks.size(), 1u);
  EXPECT_EQ(judgement.observer.uplinks[0].node, "node-a");
}

}  // namespace
}  // namespace canary
