// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "peers/peer_list.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class Peers : public ::testing::Test {
 protected:
  ~Peers() override { std::filesystem::remove(path_); }
  void write(const std::string& text) const {
    std::ofstream(path_ + ".new") << text;
    std::filesystem::rename(path_ + ".new", path_);
  }
  static std::vector<std::string> names(const std::vector<PeerSpec>& peers) {
    std::vector<std::string> names;
    for (const PeerSpec& peer : peers) names.push_back(peer.name);
    return names;
  }

  std::string path_ =
      ::testing::TempDir() + ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Peers, OneALineWithComments) {
  write("# of the test\nnode-b=10.0.1.10,control=192.0.2.2\n\n  node-c=10.0.2.10  # new\n");
  const auto peers = read_peer_file(path_);
  ASSERT_TRUE(peers) << peers.error().message;
  EXPECT_EQ(names(*peers), (std::vector<std::string>{"node-b", "node-c"}));
}

TEST_F(Peers, AWrongLineIsNamed) {
  write("node-b\n");
  const auto peers = read_peer_file(path_);
  ASSERT_FALSE(peers);
  EXPECT_THAT(peers.error().message, HasSubstr(path_));
  EXPECT_THAT(peers.error().message, HasSubstr("'node-b'"));
}

TEST_F(Peers, ANameStandsForAllItsAddresses) {
  const auto peers = resolve_peers("127.0.0.7");
  ASSERT_TRUE(peers) << peers.error().message;
  EXPECT_EQ(names(*peers), std::vector<std::string>{"127.0.0.7"});
  EXPECT_FALSE(resolve_peers("no-such-name.invalid"));
}

TEST_F(Peers, ANodeIsNotItsOwnPeer) {
  const auto peers = without_own(*resolve_peers("127.0.0.7"), {*IpAddress::parse("127.0.0.7")});
  EXPECT_TRUE(peers.empty());
}

TEST_F(Peers, ComeAndGoWithTheFileAndStayWhereItBreaks) {
  const auto loop = EventLoop::make().value();
  write("node-b=10.0.1.10\n");
  std::vector<PeerWatch::Update> updates;
  const auto watch = PeerWatch::start(*loop, {.file = path_, .dns = {}, .own = {}, .interval = 5ms},
                                      [&](PeerWatch::Update update) {
                                        updates.push_back(std::move(update));
                                        if (updates.size() == 1) write("node-c=10.0.2.10\n");
                                        if (updates.size() == 2) write("broken\n");
                                        if (updates.size() == 3) loop->stop();
                                      });
  ASSERT_TRUE(watch) << watch.error().message;
  loop->after(10s, [&] { loop->stop(); });
  ASSERT_TRUE(loop->run());
  ASSERT_EQ(updates.size(), 3u);
  EXPECT_EQ(names(updates[0].peers), std::vector<std::string>{"node-b"});
  EXPECT_EQ(names(updates[1].peers), std::vector<std::string>{"node-c"});
  EXPECT_EQ(names(updates[2].peers), std::vector<std::string>{"node-c"});
  EXPECT_THAT(updates[2].trouble, HasSubstr("broken"));
}

}  // namespace
}  // namespace canary
