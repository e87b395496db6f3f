// SPDX-License-Identifier: Apache-2.0
#include "daemon/peer_roster.h"

#include <gtest/gtest.h>

#include "testing/ip.h"

namespace canary {
namespace {

using testing::ip;

PeerSpec peer_at(const char* name, const char* address) {
  PeerSpec peer;
  peer.name = name;
  peer.probed = {ip(address)};
  return peer;
}

PathAdded path_to(Ssid ssid, const char* name, const char* address) {
  return {ssid, name, PathKind::Encrypted, ip("10.0.0.1"), ip(address)};
}

PacketDropped drop_from(const char* address) {
  PacketDropped drop;
  drop.source = ip(address);
  return drop;
}

/// A roster of node-a, whose configuration names node-b.
class PeerRosterOfNodeA : public ::testing::Test {
 protected:
  PeerRosterOfNodeA() { roster_.added(path_to(1, "node-b", "10.0.0.2")); }

  [[nodiscard]] std::vector<NodeName> names() const {
    std::vector<NodeName> names;
    for (const PeerAddresses& peer : roster_.peers()) names.push_back(peer.name);
    return names;
  }

  PeerRoster roster_{"node-a", {peer_at("node-b", "10.0.0.2")}};
};

TEST_F(PeerRosterOfNodeA, BeginsWithTheConfiguredPeers) {
  EXPECT_EQ(names(), std::vector<NodeName>{"node-b"});
  EXPECT_EQ(roster_.paths().at(1), (Path{"node-a", "node-b", Family::V4, PathKind::Encrypted}));
}

TEST_F(PeerRosterOfNodeA, AFoundPeerComesAndTheConfiguredOneStays) {
  const auto change = roster_.set_found({peer_at("node-c", "10.0.0.3")});
  EXPECT_TRUE(change.gone.empty());
  ASSERT_EQ(change.come.size(), 1u);
  EXPECT_EQ(change.come.front().remote, "node-c");
  EXPECT_EQ(names(), (std::vector<NodeName>{"node-b", "node-c"}));
}

TEST_F(PeerRosterOfNodeA, AReloadLeavesFoundPeersAlone) {
  (void)roster_.set_found({peer_at("node-c", "10.0.0.3")});
  roster_.added(path_to(2, "node-c", "10.0.0.3"));
  const auto change = roster_.set_configured({});
  EXPECT_EQ(change.gone, std::vector<Ssid>{1});
  EXPECT_TRUE(change.come.empty());
  EXPECT_EQ(names(), std::vector<NodeName>{"node-c"});
  EXPECT_EQ(roster_.configured(), 0u);
}

TEST_F(PeerRosterOfNodeA, APeerThatGoesTakesItsPathsAlong) {
  (void)roster_.set_found({peer_at("node-c", "10.0.0.3")});
  roster_.added(path_to(2, "node-c", "10.0.0.3"));
  const auto change = roster_.set_found({});
  EXPECT_EQ(change.gone, std::vector<Ssid>{2});
  EXPECT_FALSE(roster_.paths().contains(2));
}

TEST_F(PeerRosterOfNodeA, ADropMakesThePathsOfItsPeerSuspicious) {
  EXPECT_EQ(roster_.suspects(drop_from("10.0.0.2")), std::set<Ssid>{1});
  EXPECT_TRUE(roster_.suspects(drop_from("10.0.0.3")).empty());
}

TEST_F(PeerRosterOfNodeA, NobodyIsSuspectedThatHasGone) {
  (void)roster_.set_configured({});
  EXPECT_TRUE(roster_.suspects(drop_from("10.0.0.2")).empty());
}

}  // namespace
}  // namespace canary
