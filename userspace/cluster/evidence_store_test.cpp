// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_store.h"

#include <gtest/gtest.h>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using testing::kStart;

Instant after(std::int64_t seen) { return kStart + Duration{seen}; }

SessionHeader header() {
  SessionHeader header;
  header.node = "node-b";
  header.started = kStart;
  return header;
}

std::vector<Observation> all_of(const HeldEvidence& held) {
  std::vector<Observation> all;
  for (const auto& chunk : held.chunks) all.insert(all.end(), chunk->begin(), chunk->end());
  return all;
}

TEST(EvidenceStore, HoldsWhatWasPushedUnderItsName) {
  EvidenceStore store(header());
  store.push(after(1), HookRuns{"kfree_skb", 3});
  store.complete_until(after(2));
  const auto held = store.held();
  EXPECT_EQ(all_of(held),
            (std::vector<Observation>{{after(1), "node-b", HookRuns{"kfree_skb", 3}}}));
  EXPECT_EQ(held.from, kStart);
  EXPECT_EQ(held.to, after(2));
}

TEST(EvidenceStore, LeavesOutThisNodesOwnProbes) {
  EvidenceStore store(header());
  store.push(after(1), PathAdded{});
  store.push(after(1), ProbeSent{});
  store.push(after(1), ReplyReceived{});
  EXPECT_TRUE(all_of(store.held()).empty());
}

TEST(EvidenceStore, WhatFallsOutMovesItsBeginningAndKeepsHowHooksStood) {
  constexpr std::int64_t kMany = 100'000;
  EvidenceStore store(header(), 1 << 20);
  store.push(after(1), HookAttached{"kfree_skb", "raw_tracepoint"});
  store.push(after(2), HookAttached{"tc_egress eth0", "tcx"});
  store.push(after(3), HookDetached{"tc_egress eth0", after(3), "it was removed"});
  for (std::int64_t i = 4; i <= kMany; ++i) store.push(after(i), ProbeLeftUplink{});
  const auto held = store.held();
  const auto all = all_of(held);
  ASSERT_LT(all.size() * sizeof(Observation), std::size_t{1} << 20);
  ASSERT_GT(all.size(), 1000u);
  EXPECT_EQ(all.back().at, after(kMany));
  // Everything later than `from` is there: one a nanosecond.
  EXPECT_EQ(held.from, all.front().at - Duration{1});
  EXPECT_EQ(held.hooks.at("kfree_skb"), Observed(HookAttached{"kfree_skb", "raw_tracepoint"}));
  EXPECT_TRUE(std::holds_alternative<HookDetached>(held.hooks.at("tc_egress eth0")));
}

TEST(EvidenceStore, WhatWasTakenDoesNotChangeWhenMoreIsPushed) {
  EvidenceStore store(header());
  store.push(after(1), ProbeLeftUplink{});
  const auto held = store.held();
  for (std::int64_t i = 2; i < 5000; ++i) store.push(after(i), ProbeLeftUplink{});
  EXPECT_EQ(all_of(held).size(), 1u);
}

}  // namespace
}  // namespace canary
