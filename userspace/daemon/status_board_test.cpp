// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_board.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testing/ip.h"

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

TEST(StatusBoard, TellsWhomItProbesAndWhoIsCutOff) {
  StatusBoard board;
  board.set_peers(
      {{"node-b", {testing::ip("10.0.0.2"), testing::ip("fd00::2")}, {}}, {"node-c", {}, {}}});
  for (Ssid ssid = 1; ssid <= 2; ++ssid)
    board.set_unreachable(ssid, {{"node-a", "node-b", Family::V4, PathKind::Encrypted}, kEnd});
  board.set_unreachable(3, {{"node-a", "node-c", Family::V4, PathKind::Control}, kEnd});
  const auto told = nlohmann::json::parse(board.verdict(std::nullopt).text);
  EXPECT_EQ(told["peers"], nlohmann::json({"node-b", "node-c"}));
  EXPECT_EQ(told["peer_addresses"], nlohmann::json({{"node-b", {"10.0.0.2", "fd00::2"}}}));
  EXPECT_EQ(told["unreachable"].size(), 3u);
  EXPECT_EQ(told["unreachable"][2]["remote"], "node-c");
}

TEST(StatusBoard, APeerIsCutOffWhileAnEncryptedPathToItIsUnreachable) {
  StatusBoard board;
  const UnreachablePath encrypted{{"node-a", "node-b", Family::V4, PathKind::Encrypted}, kEnd};
  board.set_unreachable(1, encrypted);
  board.set_unreachable(1, encrypted);
  board.set_unreachable(2, encrypted);
  board.set_unreachable(3, {{"node-a", "node-c", Family::V4, PathKind::Control}, kEnd});
  EXPECT_EQ(board.peers_cut_off(), 1u);
  EXPECT_TRUE(board.set_reachable(1));
  EXPECT_FALSE(board.set_reachable(1));
  EXPECT_EQ(board.peers_cut_off(), 1u) << "by its other path";
  EXPECT_TRUE(board.set_reachable(2));
  EXPECT_EQ(board.peers_cut_off(), 0u);
}

}  // namespace
}  // namespace canary
