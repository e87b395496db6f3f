// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_plan.h"

#include <gtest/gtest.h>

#include <fstream>

namespace canary {
namespace {

using namespace std::chrono_literals;

SessionPlan plan_of(const RunOptions& options, Duration cover) {
  SessionPlan plan;
  plan.prober.interval = cover;
  plan.observer.peers = 1;
  const auto done = plan_to_run_on(options, plan);
  EXPECT_TRUE(done.has_value()) << done.error().message;
  return plan;
}

TEST(RunPlan, SlotsAreAQuarterOfASecond) { EXPECT_EQ(plan_of({}, 30s).prober.slot, 250ms); }

TEST(RunPlan, SlotsAreShorterWhereEveryPathIsCoveredSoon) {
  EXPECT_EQ(plan_of({}, 1s).prober.slot, 100ms);
}

TEST(RunPlan, HasRoomForTheListedPeersAndForThoseThatComeLater) {
  RunOptions options;
  options.peers_file = ::testing::TempDir() + "run_plan_peers";
  std::ofstream(options.peers_file) << "node-b=10.0.0.2\nnode-c=10.0.0.3\n";
  const SessionPlan plan = plan_of(options, 30s);
  EXPECT_EQ(plan.observer.peers, 3u);
  EXPECT_EQ(plan.observer.peers_later, 1024u);
}

TEST(RunPlan, AFileThatCannotBeReadYetIsNoError) {
  RunOptions options;
  options.peers_file = "/nowhere/peers";
  EXPECT_EQ(plan_of(options, 30s).observer.peers, 1u);
}

TEST(RunPlan, KnowsHowLongTheProbesOfPeersAreThatComeLater) {
  const SessionPlan plan = plan_of({}, 30s);
  EXPECT_GE(plan.observer.probe_lengths.size(), 2u) << "at least a small one of each family";
}

}  // namespace
}  // namespace canary
