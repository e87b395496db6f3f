// SPDX-License-Identifier: Apache-2.0
#include "fates/encryption_proof.h"

#include <gtest/gtest.h>

#include <vector>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::TimelineBuilder;

/// Of node-a's first path, with what all that recorded saw.
PathProof proof_in(const Timeline& timeline) {
  std::vector<NodeSession> sessions;
  sessions.reserve(timeline.nodes.size());
  for (const auto& node : timeline.nodes) sessions.emplace_back(node);
  const std::vector<NodeEvidence> evidence(sessions.begin(), sessions.end());
  return ProofFinder(evidence).find(sessions.front().paths.front());
}

TimelineBuilder unproved_answers() {
  TimelineBuilder a("node-a");
  a.peer("node-b").answered_unseen(1, 3);
  return a;
}

TEST(EncryptionProof, AnAnswerIsProvedWhereItsNodeSawBothPackets) {
  auto a = unproved_answers();
  for (std::uint32_t i = 1; i <= 3; ++i) a.encrypted(i).arrived(i, ProbeLeg::Reply);
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.proved, 3U);
  EXPECT_EQ(proof.proved_at_end, 3U);
  EXPECT_EQ(proof.unseen + proof.in_clear + proof.unwatched, 0U);
}

TEST(EncryptionProof, OnePacketOfTwoProvesNothing) {
  auto a = unproved_answers();
  a.encrypted(1).arrived(2, ProbeLeg::Reply);
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.proved, 0U);
  EXPECT_EQ(proof.unseen, 3U);
}

TEST(EncryptionProof, TheOtherEndMaySeeWhatThisOneDoesNot) {
  auto a = unproved_answers();
  TimelineBuilder b("node-b");
  b.probed_by("node-a");
  for (std::uint32_t i = 1; i <= 3; ++i) {
    a.encrypted(i);
    b.encrypted(i, ProbeLeg::Reply);
  }
  EXPECT_EQ(proof_in(testing::together(a, b)).proved, 3U);
}

TEST(EncryptionProof, AReplyThatCameInTheClearIsInTheClearAlthoughTheRequestWasEncrypted) {
  auto a = unproved_answers();
  for (std::uint32_t i = 1; i <= 3; ++i) a.encrypted(i).arrived(i, ProbeLeg::Reply);
  a.arrived_in_clear(2, ProbeLeg::Reply);
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.in_clear, 1U);
  EXPECT_EQ(proof.proved, 2U);
  EXPECT_EQ(proof.proved_at_end, 1U);
  EXPECT_EQ(proof.last_in_clear, testing::sent_at(2));
}

TEST(EncryptionProof, AReplyOutOfAStateWithANullCipherIsInTheClear) {
  auto a = unproved_answers();
  for (std::uint32_t i = 1; i <= 3; ++i) a.encrypted(i);
  for (const std::uint32_t i : {1u, 3u}) a.arrived(i, ProbeLeg::Reply);
  a.observe(testing::sent_at(2) + 2ms,
            ProbeArrived{.probe = testing::probe_key(testing::kPathToB, 2),
                         .leg = ProbeLeg::Reply,
                         .decrypted = true,
                         .null_cipher = true});
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.proved, 2U);
  EXPECT_EQ(proof.in_clear, 1U);
  EXPECT_EQ(proof.null_cipher, 1U);
  EXPECT_EQ(proof.authenticated, 0U);
}

TEST(EncryptionProof, WhatLeavesInTheClearWhereADeviceEncryptsIsNotSeen) {
  XfrmState state;
  state.offload = Offload::Packet;
  auto a = unproved_answers();
  a.observe(testing::kStart, StatesSeen{EntryEvent::Added, {state}});
  for (std::uint32_t i = 1; i <= 3; ++i) a.left_in_clear(i).arrived(i, ProbeLeg::Reply);
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.in_clear, 0U);
  EXPECT_EQ(proof.unwatched, 3U);
}

TEST(EncryptionProof, APacketThatSeemsToComeAfterTheDeadlineSinceItsClockStoodStillProvesToo) {
  auto a = unproved_answers();
  const ProbeKey probe = testing::probe_key({"node-a", "node-b"}, 3);
  for (std::uint32_t i = 1; i <= 3; ++i) a.encrypted(i);
  a.arrived(1, ProbeLeg::Reply).arrived(2, ProbeLeg::Reply);
  a.observe(testing::sent_at(3) + 240ms, ProbeArrived{probe, ProbeLeg::Reply, true});
  EXPECT_EQ(proof_in(a.timeline()).proved, 3U);
}

TEST(EncryptionProof, WhereTheNodeWasBlindNothingIsHeldAgainstThePath) {
  auto a = unproved_answers();
  a.events_lost(0s, 1s);
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.unwatched, 3U);
  EXPECT_EQ(proof.unseen, 0U);
}

TEST(EncryptionProof, ALostProbeThatLeftInTheClearIsCountedApart) {
  TimelineBuilder a("node-a");
  a.peer("node-b").lost(1, 2).left_in_clear(1).encrypted(2);
  const auto proof = proof_in(a.timeline());
  EXPECT_EQ(proof.lost_in_clear.size(), 1U);
  EXPECT_EQ(proof.lost_encrypted.size(), 1U);
}

TEST(EncryptionProof, ALostProbeThatAStateWithANullCipherTookDoesNotClearIpsec) {
  TimelineBuilder a("node-a");
  a.peer("node-b").lost(1, 1);
  ProbeEncrypted taken;
  taken.probe = testing::probe_key(testing::kPathToB, 1);
  taken.null_cipher = true;
  a.observe(testing::sent_at(1) + 1ms, taken);
  const auto proof = proof_in(a.timeline());
  EXPECT_TRUE(proof.lost_in_clear.empty());
  EXPECT_EQ(proof.lost_encrypted.size(), 1U);
}

}  // namespace
}  // namespace canary
