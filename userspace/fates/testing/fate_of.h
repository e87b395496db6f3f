// SPDX-License-Identifier: Apache-2.0
// For tests only: the fate of the one lost probe of a session, through judge(), and the fates to
// expect.
#pragma once

#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "fates/testing/lost_probe.h"
#include "testing/timeline_builder.h"

namespace canary::testing {

inline Outage outage_of(const Timeline& timeline) {
  const auto judgement = judge(timeline);
  for (const auto& path : judgement.paths)
    if (path.outages.size() == 1) return path.outages.front();
  ADD_FAILURE() << "not exactly one outage";
  return {};
}

/// The fate of the one lost probe; absent where it is unattributed.
inline std::optional<Fate> fate_in(const Timeline& timeline) {
  const auto outage = outage_of(timeline);
  EXPECT_EQ(outage.fates.size() + outage.unattributed, 1u);
  return outage.fates.empty() ? std::nullopt : std::optional(outage.fates.front());
}

inline std::optional<Fate> fate_in(const TimelineBuilder& a, const TimelineBuilder& b) {
  return fate_in(together(a, b));
}

/// Of probe 5, as B sees it before it is decrypted.
inline PacketDropped dropped_request(std::string cause) {
  PacketDropped drop;
  drop.cause = std::move(cause);
  drop.esp = esp_key(5, ProbeLeg::Request);
  drop.source = addresses_of("node-a").tunnel;
  drop.destination = addresses_of("node-b").tunnel;
  return drop;
}

inline Fate died(Stage stage, NodeName node, std::optional<std::string> cause,
                 ProbeLeg leg = ProbeLeg::Request) {
  return {stage, std::move(node), leg, std::move(cause), {}, {}, 1};
}

inline Fate died_as_esp(Stage stage, NodeName node, std::optional<std::string> cause,
                        ProbeLeg leg = ProbeLeg::Request) {
  auto fate = died(stage, std::move(node), std::move(cause), leg);
  fate.spi = 3;
  fate.outer = leg == ProbeLeg::Request ? "10.0.0.200 -> 10.0.1.200" : "10.0.1.200 -> 10.0.0.200";
  return fate;
}

}  // namespace canary::testing
