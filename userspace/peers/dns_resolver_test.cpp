// SPDX-License-Identifier: Apache-2.0
#include "peers/dns_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "testing/fake_dns_server.h"
#include "testing/ip.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::ip;
using Manner = FakeDnsServer::Manner;

class Dns : public ::testing::Test {
 protected:
  void be(Manner manner) {
    table_.manner = manner;
    server_->set(table_);
  }
  DnsResolver resolver() {
    return DnsResolver::open({.servers = server_->endpoint(), .timeout = timeout_}).value();
  }
  std::string error_of_service(const std::string& name = kStampService) {
    const auto answer = resolver().service(name);
    return answer ? "none" : answer.error().message;
  }

  FakeDnsServer::Table table_{
      .addresses = {{"node-b.test", {ip("fd00::b"), ip("10.0.1.10"), ip("10.0.1.10")}},
                    {"node-c.test", {ip("10.0.2.10")}}},
      .services = {{kStampService, {{862, "node-b.test"}, {862, "node-c.test"}}}},
  };
  std::unique_ptr<FakeDnsServer> server_ = FakeDnsServer::on_loopback(table_);
  Duration timeout_ = 10s;  ///< who is answered does not wait for it, however busy the machine is
};

TEST_F(Dns, BothFamiliesOfEachNameInOrder) {
  const auto found = resolver().addresses({"node-c.test", "node-b.test"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(*found, (std::vector<std::vector<IpAddress>>{{ip("10.0.2.10")},
                                                         {ip("10.0.1.10"), ip("fd00::b")}}));
}

TEST_F(Dns, AnAddressIsItselfAndLocalhostIsInTheHostsFile) {
  const auto found = resolver().addresses({"127.0.0.7", "localhost"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->at(0), std::vector<IpAddress>{ip("127.0.0.7")});
  EXPECT_THAT(found->at(1), ::testing::Contains(ip("127.0.0.1")));
  EXPECT_EQ(server_->questions(), std::vector<std::string>{});
}

TEST_F(Dns, AServiceIsItsTargets) {
  const auto answer = resolver().service(kStampService);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->targets, (std::vector<SrvTarget>{{"node-b.test", 862}, {"node-c.test", 862}}));
  EXPECT_TRUE(answer->addresses.empty());
}

TEST_F(Dns, AnAnswerThatIsTooLongForUdpComesByTcp) {
  be(Manner::Truncates);
  const auto answer = resolver().service(kStampService);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->targets.size(), 2u);
  EXPECT_EQ(server_->questions().size(), 2u);
}

TEST_F(Dns, ANameThatIsNotThereIsNamed) {
  EXPECT_THAT(error_of_service("_stamp._udp.none.test"),
              AllOf(HasSubstr("_stamp._udp.none.test"), HasSubstr("no such name")));
  const auto found = resolver().addresses({"node-b.test", "none.test"});
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("none.test: there is no such name"));
}

TEST_F(Dns, ANameWithoutSuchRecordsIsToldApart) {
  EXPECT_THAT(error_of_service("node-b.test"), HasSubstr("node-b.test: it has no record"));
  EXPECT_FALSE(resolver().addresses({kStampService}));
}

TEST_F(Dns, AServerThatFailsIsNamedAsThat) {
  be(Manner::Fails);
  EXPECT_THAT(error_of_service(), AllOf(HasSubstr(kStampService), HasSubstr("refuses to answer")));
}

TEST_F(Dns, AServerThatBabblesIsNamedAsThat) {
  be(Manner::Babbles);
  EXPECT_THAT(error_of_service(), AllOf(HasSubstr(kStampService), HasSubstr("no DNS message")));
  EXPECT_FALSE(resolver().addresses({"node-b.test"}));
}

TEST_F(Dns, ASilentServerIsGivenUpAfterTwoQuestions) {
  be(Manner::Silent);
  timeout_ = 50ms;
  EXPECT_THAT(error_of_service(), AllOf(HasSubstr(kStampService), HasSubstr("answers in time")));
  const auto limit = std::chrono::steady_clock::now() + 10s;  // for the server to read both
  while (server_->questions().size() < 2 && std::chrono::steady_clock::now() < limit)
    std::this_thread::yield();
  EXPECT_EQ(server_->questions().size(), 2u);
}

TEST_F(Dns, ItEndsWhenItIsToldAlthoughTheServerIsSilent) {
  be(Manner::Silent);
  std::stop_source stop;
  auto patient =
      DnsResolver::open({.servers = server_->endpoint(), .timeout = 60s, .stop = stop.get_token()});
  const std::jthread stopping([&] {
    while (server_->questions().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(patient->addresses({"node-b.test"}));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

}  // namespace
}  // namespace canary
