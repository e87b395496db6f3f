// SPDX-License-Identifier: Apache-2.0
#include "peers/peer_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "peers/testing/peer_names.h"
#include "testing/fake_dns_server.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::names;

class Peers : public ::testing::Test {
 protected:
  ~Peers() override { std::filesystem::remove(path_); }
  void write(const std::string& text) const {
    std::ofstream(path_ + ".new") << text;
    std::filesystem::rename(path_ + ".new", path_);
  }

  std::string path_ =
      ::testing::TempDir() + ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Peers, ComeAndGoWithTheFileAndStayWhereItBreaks) {
  const auto loop = EventLoop::make().value();
  write("node-b=10.0.1.10\n");
  std::vector<PeerWatch::Update> updates;
  const auto watch =
      PeerWatch::start(*loop, {.file = path_, .interval = 5ms}, [&](PeerWatch::Update update) {
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

TEST_F(Peers, StayWhereDnsFailsAndGoWhereItSaysThatThereAreNone) {
  using Manner = FakeDnsServer::Manner;
  FakeDnsServer::Table table{
      .addresses = {{"node-b.test", {IpAddress::parse("10.0.1.10").value()}}},
      .services = {{kStampService, {{862, "node-b.test"}}}}};
  const auto server = FakeDnsServer::on_loopback(table);
  const auto loop = EventLoop::make().value();
  std::vector<PeerWatch::Update> updates;
  const auto watch = PeerWatch::start(*loop,
                                      {.dns = kStampService,
                                       .stamp_port = 862,
                                       .interval = 5ms,
                                       .resolver = {.servers = server->endpoint()}},
                                      [&](PeerWatch::Update update) {
                                        updates.push_back(std::move(update));
                                        if (updates.size() == 3) return loop->stop();
                                        table.manner = Manner::Fails;
                                        if (updates.size() == 2)
                                          table = {.services = {{kStampService, {{0, "."}}}}};
                                        server->set(table);
                                      });
  ASSERT_TRUE(watch) << watch.error().message;
  loop->after(10s, [&] { loop->stop(); });
  ASSERT_TRUE(loop->run());
  ASSERT_EQ(updates.size(), 3u);
  EXPECT_EQ(names(updates[0].peers), std::vector<std::string>{"node-b"});
  EXPECT_EQ(updates[0].trouble, "");
  EXPECT_EQ(names(updates[1].peers), std::vector<std::string>{"node-b"});
  EXPECT_THAT(updates[1].trouble, HasSubstr(kStampService));
  EXPECT_TRUE(updates[2].peers.empty());
  EXPECT_THAT(updates[2].trouble, HasSubstr("no such service"));
}

}  // namespace
}  // namespace canary
