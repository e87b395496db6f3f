// SPDX-License-Identifier: Apache-2.0
// Thousands of packets under one SPI and sequence number.
#include <gtest/gtest.h>

#include "analysis/judge.h"
#include "fates/evidence.h"
#include "testing/timeline_builder.h"

namespace canary {
namespace {

using enum ProbeLeg;
using testing::TimelineBuilder;

/// All lost, and all under one name.
PathJudgement judged_under_one_name(std::uint32_t packets) {
  TimelineBuilder a("node-a"), b("node-b");
  a.after_upgrade().peer("node-b").lost(1, packets);
  b.probed_by("node-a").ends(packets * testing::kInterval);
  const Path path{"node-a", "node-b", Family::V4, PathKind::Encrypted};
  for (std::uint32_t i = 1; i <= packets; ++i) {
    const ProbeEncrypted encrypted{testing::probe_key(path, i),
                                   Request,
                                   {3, 1},
                                   testing::addresses_of("node-a").tunnel,
                                   testing::addresses_of("node-b").tunnel,
                                   0};
    a.observe(testing::sent_at(i), encrypted);
    a.observe(testing::sent_at(i),
              ProbeLeftUplink{{3, 1}, encrypted.outer_source, encrypted.outer_destination});
    PacketDropped drop;
    drop.cause = "XfrmInNoStates";
    drop.esp = encrypted.esp;
    drop.source = encrypted.outer_source;
    b.observe(testing::sent_at(i), drop);
  }
  return judge(together(a, b)).paths.at(0);
}

TEST(CrowdedNames, AreNotComparedEachWithEach) {
  const auto judged = judged_under_one_name(kMostNamesakes);
  ASSERT_EQ(judged.outages.size(), 1u);
  EXPECT_EQ(judged.outages[0].fates.at(0).count, judged.probes.lost);
}

TEST(CrowdedNames, TellNothingWhereTheyAreTooMany) {
  const auto judged = judged_under_one_name(kMostNamesakes + 1);
  ASSERT_EQ(judged.outages.size(), 1u);
  EXPECT_EQ(judged.outages[0].unattributed, judged.probes.lost);
}

}  // namespace
}  // namespace canary
