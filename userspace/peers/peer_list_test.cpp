// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "peers/testing/peer_names.h"
#include "testing/fake_dns_server.h"
#include "testing/ip.h"

namespace canary {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ip;
using testing::names;
using Manner = FakeDnsServer::Manner;

constexpr std::uint16_t kPort = 862;

class PeerFile : public ::testing::Test {
 protected:
  ~PeerFile() override { std::filesystem::remove(path_); }
  void write(const std::string& text) const { std::ofstream(path_) << text; }

  std::string path_ =
      ::testing::TempDir() + ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(PeerFile, OneALineWithComments) {
  write("# of the test\nnode-b=10.0.1.10,control=192.0.2.2\n\n  node-c=10.0.2.10  # new\n");
  const auto peers = read_peer_file(path_);
  ASSERT_TRUE(peers) << peers.error().message;
  EXPECT_EQ(names(*peers), (std::vector<std::string>{"node-b", "node-c"}));
}

TEST_F(PeerFile, AWrongLineIsNamed) {
  write("node-b\n");
  const auto peers = read_peer_file(path_);
  ASSERT_FALSE(peers);
  EXPECT_THAT(peers.error().message, HasSubstr(path_));
  EXPECT_THAT(peers.error().message, HasSubstr("'node-b'"));
}

TEST_F(PeerFile, ANameThatIsNoUtf8IsRefused) {
  write(
      "n\xf6"
      "de-b=127.0.0.2,control=127.0.0.3\n");
  const auto peers = read_peer_file(path_);
  ASSERT_FALSE(peers);
  EXPECT_EQ(peers.error().kind, ErrorKind::Usage);
  EXPECT_THAT(peers.error().message, HasSubstr("the name 'n\\xf6de-b' is no UTF-8"));
}

class PeersOfDns : public ::testing::Test {
 protected:
  Result<std::vector<PeerSpec>> peers_of(const char* name) {
    server_->set(table_);
    return resolve_peers(name, kPort, {.servers = server_->endpoint()});
  }

  FakeDnsServer::Table table_{
      .addresses = {{"node-b.test", {ip("10.0.1.10"), ip("fd00::b")}},
                    {"node-c.test", {ip("10.0.2.10")}},
                    {"node-c.elsewhere.test", {ip("10.0.3.10")}},
                    {"canary.test", {ip("10.0.1.10"), ip("10.0.2.10")}}},
      .services = {{kStampService, {{kPort, "node-b.test"}, {kPort, "node-c.test"}}}},
  };
  std::unique_ptr<FakeDnsServer> server_ = FakeDnsServer::on_loopback({});
};

TEST_F(PeersOfDns, ANameStandsForAllItsAddresses) {
  const auto peers = peers_of("canary.test");
  ASSERT_TRUE(peers) << peers.error().message;
  EXPECT_THAT(names(*peers), ElementsAre("10.0.1.10", "10.0.2.10"));
}

TEST_F(PeersOfDns, AServiceStandsForItsTargetsWithAllTheirAddresses) {
  const auto peers = peers_of(kStampService);
  ASSERT_TRUE(peers) << peers.error().message;
  ASSERT_THAT(names(*peers), ElementsAre("node-b", "node-c"));
  EXPECT_THAT(peers->at(0).probed, ElementsAre(ip("10.0.1.10"), ip("fd00::b")));
  EXPECT_EQ(peers->at(0).protects.size(), 2u);
}

TEST_F(PeersOfDns, AddressesThatCameWithTheServiceAreNotAskedForAgain) {
  table_.manner = Manner::Generous;
  const auto peers = peers_of(kStampService);
  ASSERT_TRUE(peers) << peers.error().message;
  EXPECT_THAT(peers->at(0).probed, ElementsAre(ip("10.0.1.10"), ip("fd00::b")));
  EXPECT_THAT(server_->questions(), ElementsAre(std::string("SRV ") + kStampService));
}

TEST_F(PeersOfDns, TargetsThatBeginAlikeKeepTheirWholeNames) {
  table_.services[kStampService].push_back({kPort, "node-c.elsewhere.test"});
  EXPECT_THAT(names(*peers_of(kStampService)),
              ElementsAre("node-b", "node-c.elsewhere.test", "node-c.test"));
}

TEST_F(PeersOfDns, AnotherPortIsAnErrorThatNamesBoth) {
  table_.services[kStampService].push_back({8862, "node-c.elsewhere.test"});
  const auto peers = peers_of(kStampService);
  ASSERT_FALSE(peers);
  EXPECT_THAT(peers.error().message,
              AllOf(HasSubstr(kStampService), HasSubstr("node-c.elsewhere.test"), HasSubstr("8862"),
                    HasSubstr("port 862:")));
}

TEST_F(PeersOfDns, ATargetWithoutAddressIsNamed) {
  table_.services[kStampService].push_back({kPort, "gone.test"});
  const auto peers = peers_of(kStampService);
  ASSERT_FALSE(peers);
  EXPECT_THAT(peers.error().message, AllOf(HasSubstr(kStampService), HasSubstr("gone.test")));
}

TEST_F(PeersOfDns, ADotStandsForNone) {
  table_.services[kStampService] = {{0, "."}};
  const auto peers = peers_of(kStampService);
  ASSERT_TRUE(peers) << peers.error().message;
  EXPECT_TRUE(peers->empty());
}

TEST_F(PeersOfDns, ANodeIsNotItsOwnPeer) {
  EXPECT_THAT(names(without_own(*peers_of(kStampService), {ip("fd00::b")})), ElementsAre("node-c"));
}

}  // namespace
}  // namespace canary
