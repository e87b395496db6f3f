// SPDX-License-Identifier: Apache-2.0
#include "session/status_board.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr Instant kEnd{1'800'000'000'000'000'000};

Judgement judged_until(Instant end) {
  Judgement judgement;
  judgement.ended = end;
  return judgement;
}

TEST(StatusBoard, WhatBelongsToTheLastTransitionIsNotNow) {
  StatusBoard board;
  EXPECT_TRUE(board.is_of_now(kEnd - 1s)) << "there was no transition";
  board.set_last(judged_until(kEnd));
  EXPECT_FALSE(board.is_of_now(kEnd - 1ns));
  EXPECT_TRUE(board.is_of_now(kEnd));
}

TEST(StatusBoard, DuringATransitionNothingIsNow) {
  StatusBoard board;
  NodeStatus status;
  status.transition_open = true;
  board.set(status);
  EXPECT_FALSE(board.is_of_now(kEnd));
}

}  // namespace
}  // namespace canary
