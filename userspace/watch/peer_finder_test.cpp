// SPDX-License-Identifier: Apache-2.0
#include "watch/peer_finder.h"

#include <gtest/gtest.h>

#include "testing/ip.h"

namespace canary {
namespace {

using testing::ip;

class Finder : public ::testing::Test {
 protected:
  Finder() {
    finder_.add({"node-b", {ip("10.0.1.10"), ip("192.0.2.2")}, {*IpPrefix::parse("10.0.1.0/24")}});
    finder_.add({"node-c", {ip("fd00::2:a"), ip("192.0.2.3")}, {}});
    finder_.add(PathAdded{1, "node-b", PathKind::Encrypted, {}, ip("10.0.1.10")});
    finder_.add(PathAdded{2, "node-b", PathKind::Control, {}, ip("192.0.2.2")});
    finder_.add(PathAdded{3, "node-c", PathKind::Encrypted, {}, ip("fd00::2:a")});
  }
  static PacketDropped drop(std::string_view source, std::string_view destination) {
    PacketDropped dropped;
    dropped.source = ip(source);
    dropped.destination = ip(destination);
    return dropped;
  }
  PeerFinder finder_;
};

TEST_F(Finder, ADropConcernsThePeerWhoseAddressItHas) {
  EXPECT_EQ(finder_.suspects(drop("192.0.2.2", "192.0.2.1")), (std::set<Ssid>{1, 2}));
  EXPECT_EQ(finder_.suspects(drop("fd00::a", "fd00::2:a")), (std::set<Ssid>{3}));
  EXPECT_TRUE(finder_.suspects(drop("192.0.2.9", "192.0.2.1")).empty());
}

TEST_F(Finder, OrWhosePrefixItLiesIn) {
  EXPECT_EQ(finder_.suspects(drop("10.0.0.10", "10.0.1.77")), (std::set<Ssid>{1, 2}));
  EXPECT_TRUE(finder_.suspects(drop("10.0.0.10", "10.0.2.77")).empty());
}

TEST_F(Finder, AStateThatGoesConcernsItsPeerAndOneThatComesNobody) {
  XfrmState state;
  state.source = ip("10.0.0.200");
  state.destination = ip("10.0.1.200");
  EXPECT_EQ(finder_.suspects(StatesSeen{EntryEvent::Deleted, {state}}), (std::set<Ssid>{1, 2}));
  EXPECT_TRUE(finder_.suspects(StatesSeen{EntryEvent::Added, {state}}).empty());
}

TEST_F(Finder, AFlushConcernsAll) {
  EXPECT_EQ(finder_.suspects(StatesFlushed{}), (std::set<Ssid>{1, 2, 3}));
}

TEST_F(Finder, APeerThatIsRemovedIsConcernedNoMore) {
  finder_.remove("node-b");
  EXPECT_TRUE(finder_.suspects(drop("10.0.0.10", "10.0.1.77")).empty());
  EXPECT_EQ(finder_.suspects(StatesFlushed{}), (std::set<Ssid>{3}));
}

}  // namespace
}  // namespace canary
