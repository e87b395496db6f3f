// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "probe/testing/prober_fixture.h"

namespace canary {
namespace {

/// A peer that answers as a foreign reflector, an attacker or a broken box might.
class ProberWithForeignPeer : public ProberOverLoopback {
 protected:
  void answer_with(const std::function<StampReply(StampReply)>& change) {
    answer_with(change, peer_);
  }
  /// `from` is where the answers come from, each so many `times`.
  void answer_with(const std::function<StampReply(StampReply)>& change, const UdpSocket& from,
                   int times = 1) {
    options_.port = peer_.port();
    target("node-b", "127.0.0.3");
    ASSERT_TRUE(loop_
                    ->watch(peer_.fd(),
                            [this, change, &from, times] {
                              for (const Datagram& probe : reader_.read(peer_)) {
                                const auto request =
                                    StampCodec(options_.key).decode_request(probe.payload).value();
                                StampReply honest;
                                honest.ssid = request.ssid;
                                honest.timestamp = honest.received = to_ntp(clock_.now());
                                honest.request = request;
                                for (int i = 0; i < times; ++i)
                                  EXPECT_EQ(from.send(codec_.encode(change(honest), probe.payload),
                                                      probe.from, probe.to),
                                            0);
                              }
                            })
                    .has_value());
    start();
  }
  /// No answers, but this.
  void expect_only(NoAnswerReason reason) {
    ASSERT_TRUE(run_until([this] { return prober_->counters().strays >= 2; }));
    EXPECT_TRUE(all<ReplyReceived>().empty());
    ASSERT_FALSE(all<NoAnswer>().empty());
    EXPECT_EQ(all<NoAnswer>().at(0).reason, reason);
    EXPECT_EQ(all<NoAnswer>().at(0).ssid, 1);
  }

  UdpSocket peer_ = UdpSocket::bind({ip("127.0.0.3"), 0}).value();
  UdpSocket other_port_ = UdpSocket::bind({ip("127.0.0.3"), 0}).value();
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
  expect_only(NoAnswerReason::NoMatch);
}

TEST_F(ProberWithForeignPeer, IgnoresASequenceThatWasNotSent) {
  answer_with([](StampReply reply) {
    reply.request.sequence += 1000;
    return reply;
  });
  expect_only(NoAnswerReason::NoMatch);
}

TEST_F(ProberWithForeignPeer, IgnoresASessionOfNobody) {
  answer_with([](StampReply reply) {
    reply.ssid = 77;
    return reply;
  });
  expect_only(NoAnswerReason::NoMatch);
}

TEST_F(ProberWithForeignPeer, TellsThatAnotherPortAnswers) {
  answer_with([](StampReply reply) { return reply; }, other_port_);
  expect_only(NoAnswerReason::OtherSource);
  EXPECT_EQ(all<NoAnswer>().at(0).port, other_port_.port());
}

TEST_F(ProberWithForeignPeer, TellsThatTheKeyIsAnother) {
  options_.key = StampKey{{7}};
  answer_with([](StampReply reply) { return reply; });
  expect_only(NoAnswerReason::OtherKey);
}

TEST_F(ProberOverLoopback, TellsThatNobodyListensAndRefusesNoOtherProbe) {
  const auto listens = UdpSocket::bind({ip("127.0.0.3"), 0}).value();
  options_.port = listens.port();
  target("node-b", "127.0.0.3");
  target("node-c", "127.0.0.4");  // where nobody has that port
  start();
  ASSERT_TRUE(run_until([this] {
    return std::ranges::count(all<NoAnswer>(), NoAnswerReason::NobodyListens, &NoAnswer::reason) >=
           2;
  }));
  for (const NoAnswer& told : all<NoAnswer>()) {
    EXPECT_EQ(told.ssid, 2);
    EXPECT_EQ(told.source, ip("127.0.0.4"));
    EXPECT_EQ(told.port, options_.port);
  }
  EXPECT_TRUE(all<ProbeRefused>().empty());
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

TEST_F(ProberWithForeignPeer, TakesAReplyOfWhichTheTimesAreNone) {
  answer_with([](StampReply reply) {
    reply.error_estimate.bits |= 0x4000;
    reply.received = reply.timestamp = 0xffff'ffff'ffff'ffff;  // no nanoseconds
    return reply;
  });
  ASSERT_TRUE(run_until_replies(1));
  const auto reply = all<ReplyReceived>().at(0);
  EXPECT_FALSE(reply.reflector_received);
  EXPECT_FALSE(reply.reflector_sent);
  EXPECT_GE(reply.rtt, Duration::zero());
}

TEST_F(ProberWithForeignPeer, CountsCopiesWithoutEnd) {
  answer_with([](StampReply reply) { return reply; }, peer_, 50);
  ASSERT_TRUE(run_until([this] { return prober_->counters().copies >= 100; }));
  EXPECT_LE(all<ReplyReceived>().size(), 3 * all<ProbeSent>().size());
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
