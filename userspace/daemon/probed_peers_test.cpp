// SPDX-License-Identifier: Apache-2.0
#include "daemon/probed_peers.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(ProbedPeers, OnlyWhatComesAndWhatGoesIsTold) {
  ProbedPeers probed;
  const auto both = parse_peers({"node-b=10.0.1.10,control=192.0.2.2", "node-c=10.0.2.10"});
  auto change = probed.change_to(*both);
  ASSERT_EQ(change.come.size(), 3u);
  EXPECT_TRUE(change.gone.empty());
  Ssid ssid = 0;
  for (const ProbeTarget& target : change.come)
    probed.added(PathAdded{++ssid, target.remote, target.kind, {}, target.reflector});
  change = probed.change_to(*both);
  EXPECT_TRUE(change.come.empty() && change.gone.empty());

  change = probed.change_to(*parse_peers({"node-b=10.0.1.11,control=192.0.2.2"}));
  ASSERT_EQ(change.come.size(), 1u);
  EXPECT_EQ(to_text(change.come[0].reflector), "10.0.1.11");
  EXPECT_EQ(change.gone.size(), 2u) << "node-c, and the old address of node-b";
}

}  // namespace
}  // namespace canary
