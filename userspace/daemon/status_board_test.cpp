// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_board.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr Instant kEnd{1'800'000'000'000'000'000};

StatusBoard board_of_node_a() { return {{"node-a", "0.1.0", kEnd - 1h, {}}, 30s}; }

Judgement judged_until(Instant end) {
  Judgement judgement;
  judgement.ended = end;
  return judgement;
}

TEST(StatusBoard, WhatBelongsToTheLastTransitionIsNotNow) {
  StatusBoard board = board_of_node_a();
  EXPECT_TRUE(board.is_of_now(kEnd - 1s)) << "there was no transition";
  board.set_last(judged_until(kEnd));
  EXPECT_FALSE(board.is_of_now(kEnd - 1ns));
  EXPECT_TRUE(board.is_of_now(kEnd));
}

TEST(StatusBoard, DuringATransitionNothingIsNow) {
  StatusBoard board = board_of_node_a();
  board.set_transition(kEnd, true);
  EXPECT_FALSE(board.is_of_now(kEnd));
}

TEST(StatusBoard, APeerIsCutOffWhileAnEncryptedPathToItIsUnreachable) {
  StatusBoard board = board_of_node_a();
  const UnreachablePath encrypted{{"node-a", "node-b", Family::V4, PathKind::Encrypted}, kEnd};
  board.set_unreachable(1, encrypted);
  board.set_unreachable(1, encrypted);
  board.set_unreachable(2, encrypted);
  board.set_unreachable(3, {{"node-a", "node-c", Family::V4, PathKind::Control}, kEnd});
  EXPECT_EQ(board.cut_off().size(), 1u);
  EXPECT_TRUE(board.set_reachable(1));
  EXPECT_FALSE(board.set_reachable(1));
  EXPECT_EQ(board.cut_off().size(), 1u) << "by its other path";
  EXPECT_TRUE(board.set_reachable(2));
  EXPECT_EQ(board.cut_off().size(), 0u);
}

TEST(StatusBoard, IsReadyWhenEveryPathHasBeenProbed) {
  const StatusBoard board = board_of_node_a();
  EXPECT_EQ(board.readiness(kEnd - 1h + 29s).status, StatusAnswer::kUnavailable);
  EXPECT_EQ(board.readiness(kEnd - 1h + 30s).status, 200u);
}

TEST(StatusBoard, IsHealthyWhileTheLoopTurns) {
  StatusBoard board = board_of_node_a();
  board.alive(kEnd);
  EXPECT_EQ(board.health(kEnd + 4s).status, 200u);
  const StatusAnswer still = board.health(kEnd + 6s);
  EXPECT_EQ(still.status, StatusAnswer::kUnavailable);
  EXPECT_EQ(still.text, "the canary stands still for 6.00 s\n");
}

}  // namespace
}  // namespace canary
