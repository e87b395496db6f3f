// SPDX-License-Identifier: Apache-2.0
#include "cluster/drop_bundles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "testing/timeline_builder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using testing::kStart;

Observation drop_at(Duration after, const std::string& cause = "XfrmOutPolBlock") {
  PacketDropped drop;
  drop.cause = cause;
  return {kStart + after, "node-b", drop};
}

std::vector<Observation> bundled(const std::vector<Observation>& drops) {
  std::vector<Observation> emitted;
  DropBundles bundles([&](const Observation& seen) { emitted.push_back(seen); });
  for (const Observation& seen : drops) bundles.add(seen, std::get<PacketDropped>(seen.what));
  bundles.flush();
  return emitted;
}

std::uint64_t packets_of(const Observation& seen) {
  return std::get<PacketDropped>(seen.what).packets;
}

std::vector<Observation> storm_of(int drops, Duration apart) {
  std::vector<Observation> storm;
  storm.reserve(static_cast<std::size_t>(drops));
  for (int i = 0; i < drops; ++i) storm.push_back(drop_at(i * apart));
  return storm;
}

TEST(DropBundles, AStormIsItsFirstAndItsLast) {
  const auto storm = storm_of(1000, 10us);
  const auto told = bundled(storm);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0], storm.front());
  EXPECT_EQ(told[1].at, storm.back().at);
  EXPECT_EQ(packets_of(told[0]) + packets_of(told[1]), 1000u);
}

TEST(DropBundles, KeepADropInEveryWindowThatHadOne) {
  const auto told = bundled(storm_of(3000, 1ms));
  EXPECT_LT(told.size(), 100u);
  for (int from = 0; from + 100 < 3000; from += 7) {
    const bool some = std::ranges::any_of(told, [&](const Observation& seen) {
      return kStart + from * 1ms <= seen.at && seen.at <= kStart + (from + 100) * 1ms;
    });
    EXPECT_TRUE(some) << from;
  }
}

TEST(DropBundles, DoNotMixKinds) {
  EXPECT_EQ(bundled({drop_at(0ms), drop_at(1ms, "XfrmInNoStates"), drop_at(2ms)}).size(), 3u);
}

TEST(DropBundles, ALoneDropStaysAsItIs) {
  EXPECT_EQ(bundled({drop_at(0ms)}), (std::vector{drop_at(0ms)}));
}

}  // namespace
}  // namespace canary
