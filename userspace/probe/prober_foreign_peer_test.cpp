// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>

#include "probe/testing/prober_fixture.h"

namespace canary {
namespace {

/// A peer that answers as a foreign reflector, an attacker or a broken box might.
class ProberWithForeignPeer : public ProberOverLoopback {
 protected:
  void answer_with(const std::function<StampReply(StampReply)>& change) {
    options_.port = peer_.port();
    target("node-b", "127.0.0.3");
    ASSERT_TRUE(loop_
                    ->watch(peer_.fd(),
                            [this, change] {
                              for (const Datagram& probe : reader_.read(peer_)) {
                                const auto request = codec_.decode_request(probe.payload).value();
                                StampReply honest;
                                honest.ssid = request.ssid;
                                honest.timestamp = honest.received = to_ntp(clock_.now());
                                honest.request = request;
                                EXPECT_EQ(peer_.send(codec_.encode(change(honest), probe.payload),
                                                     probe.from, probe.to),
                                          0);
                              }
                            })
                    .has_value());
    start();
  }
  void expect_only_strays() {
    ASSERT_TRUE(run_until([this] { return prober_->counters().strays >= 2; }));
    EXPECT_TRUE(all<ReplyReceived>().empty());
  }

  UdpSocket peer_ = UdpSocket::bind({ip("127.0.0.3"), 0}).value();
  DatagramReader reader_{clock_};
  StampCodec codec_;
};

TEST_F(ProberWithForeignPeer, TakesAnHonestReply) {
  answer_with([](StampReply reply) { return reply; });
  EXPECT_TRUE(run_until_replies(2));
}

TEST_F(ProberWithForeignPeer, TakesTheReplyOfAReflectorThatKnowsNoSessions) {
  answer_with([](StampReply reply) {
    reply.ssid = 0;
    return reply;
  });
  ASSERT_TRUE(run_until_replies(2));
  EXPECT_EQ(all<ReplyReceived>().at(0).ssid, 1);
}

TEST_F(ProberWithForeignPeer, IgnoresAnotherTimestamp) {
  answer_with([](StampReply reply) {
    reply.request.timestamp ^= 1;
    return reply;
  });
  expect_only_strays();
}

TEST_F(ProberWithForeignPeer, IgnoresASequenceThatWasNotSent) {
  answer_with([](StampReply reply) {
    reply.request.sequence += 1000;
    return reply;
  });
  expect_only_strays();
}

TEST_F(ProberWithForeignPeer, IgnoresASessionOfNobody) {
  answer_with([](StampReply reply) {
    reply.ssid = 77;
    return reply;
  });
  expect_only_strays();
}

TEST_F(ProberWithForeignPeer, RecordsTheTimesOfAPtpClock) {
  answer_with([](StampReply reply) {
    reply.error_estimate.bits |= 0x4000;
    reply.received = std::uint64_t{1'800'000'000} << 32 | 5;
    reply.timestamp = reply.received + 7;
    return reply;
  });
  ASSERT_TRUE(run_until_replies(1));
  const auto reply = all<ReplyReceived>().at(0);
  EXPECT_EQ(reply.reflector_received, Instant{1'800'000'000'000'000'005});
  EXPECT_EQ(reply.reflector_sent, Instant{1'800'000'000'000'000'012});
}

TEST_F(ProberWithForeignPeer, RecordsTimesThatCannotBeAndKeepsThemOutOfTheRoundTrip) {
  answer_with([](StampReply reply) {
    reply.timestamp = to_ntp(Instant{1});
    return reply;
  });
  ASSERT_TRUE(run_until_replies(1));
  const auto reply = all<ReplyReceived>().at(0);
  EXPECT_EQ(reply.reflector_sent, Instant{1});
  EXPECT_GE(reply.rtt, Duration::zero());
  EXPECT_LT(reply.rtt, std::chrono::seconds(10));
}

}  // namespace
}  // namespace canary
