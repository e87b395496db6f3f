// SPDX-License-Identifier: Apache-2.0
#include "probe/local_route.h"

#include <gtest/gtest.h>

#include "testing/ip.h"

namespace canary {
namespace {

using testing::ip;

TEST(LocalRoute, TellsTheSourceThatTheKernelChooses) {
  EXPECT_EQ(local_route(ip("127.0.0.3"), ip("0.0.0.0")).value().source, ip("127.0.0.1"));
  EXPECT_EQ(local_route(ip("::1"), ip("::")).value().source, ip("::1"));
}

TEST(LocalRoute, KeepsTheSourceThatIsGiven) {
  EXPECT_EQ(local_route(ip("127.0.0.3"), ip("127.0.0.2")).value().source, ip("127.0.0.2"));
}

TEST(LocalRoute, TellsTheMtu) {
  EXPECT_GE(local_route(ip("127.0.0.3"), ip("0.0.0.0")).value().mtu, 1280u);
  EXPECT_GE(local_route(ip("::1"), ip("::")).value().mtu, 1280u);
}

TEST(LocalRoute, ASourceThatIsNotOursIsAnErrorThatNamesTheDestination) {
  const auto refused = local_route(ip("127.0.0.3"), ip("192.0.2.77"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("127.0.0.3"), std::string::npos);
}

TEST(LargeProbeBytes, AFullProbeFitsTheMtuAfterTheWorstUsualEspOverhead) {
  EXPECT_EQ(large_probe_bytes(Family::V4, 1500), 1500u - 80 - 28);
  EXPECT_EQ(large_probe_bytes(Family::V6, 1500), 1500u - 100 - 48);
}

TEST(LargeProbeBytes, IsNoLargerThanAJumboFrameAndNeverUnderflows) {
  EXPECT_EQ(large_probe_bytes(Family::V4, 65536), 9000u - 80 - 28);
  EXPECT_GT(large_probe_bytes(Family::V6, 0), 44u);
}

}  // namespace
}  // namespace canary
