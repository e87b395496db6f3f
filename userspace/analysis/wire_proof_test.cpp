// SPDX-License-Identifier: Apache-2.0
#include "analysis/wire_proof.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using testing::kPathToB;
using testing::TimelineBuilder;

PathJudgement with_wire_losses(std::uint64_t count) {
  PathJudgement path;
  path.path = kPathToB;
  path.outages.push_back({.first_lost = {},
                          .last_lost = {},
                          .recovered_between = {},
                          .probes_lost = count,
                          .fates = {{.stage = Stage::Wire,
                                     .node = "node-a",
                                     .leg = ProbeLeg::Request,
                                     .cause = {},
                                     .spi = 3,
                                     .outer = {},
                                     .count = count}},
                          .unattributed = 0});
  return path;
}

LedgerRow row(std::uint64_t lost_on_wire) {
  LedgerRow row;
  row.local = "node-a";
  row.remote = "node-b";
  row.spi = 3;
  row.lost_on_wire = lost_on_wire;
  return row;
}

/// How many of 40 losses on the wire are left.
std::uint64_t left_of_forty(std::vector<LedgerRow> ledger, const TimelineBuilder& receiver) {
  auto path = with_wire_losses(40);
  TimelineBuilder sender("node-a");
  sender.peer("node-b");
  const auto sent = sender.build(), received = receiver.build();
  const std::vector<NodeSession> sessions = [&] {
    std::vector<NodeSession> both;
    both.emplace_back(sent);
    both.emplace_back(received);
    return both;
  }();
  withdraw_unproved_wire_losses({&path, 1}, ledger, sessions);
  const auto& outage = path.outages.front();
  const std::uint64_t left = outage.fates.empty() ? 0 : outage.fates.front().count;
  EXPECT_EQ(left + outage.unattributed, 40u);
  return left;
}

TimelineBuilder blind_for_decrypted() { return TimelineBuilder("node-b").probed_by("node-a"); }

TEST(WireProof, StandsWhereTheLedgerMissesAsMany) {
  EXPECT_EQ(left_of_forty({row(40)}, blind_for_decrypted()), 40u);
}

TEST(WireProof, IsNeverAgainstTheLedger) {
  EXPECT_EQ(left_of_forty({row(0)}, blind_for_decrypted().arrived(1)), 0u);
}

TEST(WireProof, CountsWhatLeftWhileTheOtherEndIsNotKnownToHaveWatched) {
  auto unwatched = row(0);
  unwatched.left_unwatched = 40;
  EXPECT_EQ(left_of_forty({unwatched}, blind_for_decrypted()), 40u);
}

TEST(WireProof, WithoutALedgerNeedsAHookThatSawOthersComeOutOfXfrm) {
  EXPECT_EQ(left_of_forty({}, blind_for_decrypted().arrived(1)), 40u);
  EXPECT_EQ(left_of_forty({}, blind_for_decrypted()), 0u);
}

}  // namespace
}  // namespace canary
