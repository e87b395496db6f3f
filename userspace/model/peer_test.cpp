// SPDX-License-Identifier: Apache-2.0
#include "model/peer.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(PeerSpec, ProtectsTheProbedAddressUnlessToldMore) {
  const auto peers = parse_peers({"node-b=10.0.1.10,control=192.0.2.2"}).value();
  ASSERT_EQ(peers.size(), 1u);
  EXPECT_EQ(peers[0].name, "node-b");
  EXPECT_EQ(to_text(peers[0].probed.at(0)), "10.0.1.10");
  EXPECT_EQ(to_text(peers[0].control.at(0)), "192.0.2.2");
  EXPECT_EQ(to_text(peers[0].protects.at(0)), "10.0.1.10/32");
}

TEST(PeerSpec, BothFamiliesOfOneNodeAreOnePeer) {
  const auto peers =
      parse_peers({"node-b=10.0.1.10", "node-b=fd00::10,protects=fd00::/64"}).value();
  ASSERT_EQ(peers.size(), 1u);
  EXPECT_EQ(peers[0].probed.size(), 2u);
  EXPECT_EQ(to_text(peers[0].protects.at(0)), "fd00::/64");
}

TEST(PeerSpec, ErrorsNameTheSpecificationAndTheForm) {
  for (const char* text : {"", "node-b", "=10.0.1.10", "node-b=", "node-b=10.0.1.300",
                           "node-b=10.0.1.10,control=x", "node-b=protects=10.0.1.0/24"}) {
    const auto refused = parse_peers({text});
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_NE(refused.error().message.find("NAME=ADDRESS"), std::string::npos);
    EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
  }
}

}  // namespace
}  // namespace canary
