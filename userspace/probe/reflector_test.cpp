// SPDX-License-Identifier: Apache-2.0
#include "probe/reflector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

#include "testing/ip.h"
#include "testing/run_until.h"

namespace canary {
namespace {

using Octets = std::vector<std::uint8_t>;
using namespace std::chrono_literals;
using testing::ip;

StampRequest request(std::uint32_t sequence, Ssid ssid = 5) {
  return {.sequence = sequence, .timestamp = 0x1122334455667788U + sequence, .ssid = ssid};
}

/// A reflector on a free loopback port, and a client that is not our prober.
class ReflectorAnswers : public ::testing::Test {
 protected:
  struct Got {
    Octets bytes;
    Endpoint from;
  };

  void start(ReflectorOptions options) {
    options.port = 0;
    reflector_ = Reflector::start(*loop_, clock_, options).value();
    ASSERT_TRUE(loop_
                    ->watch(client_.fd(),
                            [this] {
                              for (const Datagram& datagram : reader_.read(client_))
                                got_.push_back(
                                    {Octets(datagram.payload.begin(), datagram.payload.end()),
                                     datagram.from});
                            })
                    .has_value());
  }

  void ask(const Octets& bytes, const char* address = "127.0.0.3") {
    ASSERT_EQ(client_.send(bytes, {ip(address), reflector_->port()}, ip("127.0.0.2")), 0);
  }

  bool run_until(const std::function<bool()>& done) { return testing::run_until(*loop_, done); }

  StampReply next_reply(std::size_t count) {
    EXPECT_TRUE(run_until([&] { return got_.size() >= count; }));
    return codec_.decode_reply(got_.at(count - 1).bytes).value();
  }

  /// Of requests with TLVs of all types, whole and cut off, and with what is none.
  void expect_replies_as_long_as_requests() {
    std::mt19937 dice(7);
    std::vector<std::size_t> sizes;
    for (std::uint32_t more = 0; more < 200; ++more) {
      Octets packet = codec_.encode(request(more), 0);
      for (std::uint32_t i = 0; i < more; ++i)
        packet.push_back(static_cast<std::uint8_t>(dice() % (i % 4 == 2 ? 2 : 24)));
      sizes.push_back(packet.size());
      ask(packet);
      next_reply(sizes.size());
    }
    ask(codec_.encode(request(200), 0));  // behind all that might come twice
    sizes.push_back(codec_.base_bytes());
    EXPECT_EQ(next_reply(sizes.size()).request.sequence, 200u);
    std::vector<std::size_t> replies;
    replies.reserve(got_.size());
    for (const Got& got : got_) replies.push_back(got.bytes.size());
    EXPECT_EQ(replies, sizes);
  }

  BootClock clock_ = BootClock::measure();
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  UdpSocket client_ = UdpSocket::bind({ip("127.0.0.2"), 0}).value();
  DatagramReader reader_{clock_};
  StampCodec codec_;
  std::unique_ptr<Reflector> reflector_;
  std::vector<Got> got_;
};

TEST_F(ReflectorAnswers, EchoesTheRequestWithItsOwnTimes) {
  start({});
  const Instant before = clock_.now() - 1ms;
  ask(codec_.encode(request(7), 0));
  const StampReply reply = next_reply(1);
  EXPECT_EQ(reply.request, request(7));
  EXPECT_EQ(reply.ssid, 5);
  EXPECT_EQ(reply.request_ttl, 255);
  const auto received = from_stamp(reply.received, StampClock::Ntp);
  const auto sent = from_stamp(reply.timestamp, StampClock::Ntp);
  EXPECT_LT(before, *received);
  EXPECT_LE(*received, *sent);
  EXPECT_LE(*sent, clock_.now());
}

TEST_F(ReflectorAnswers, CountsWhatArrivedInEverySession) {
  start({});
  ask(codec_.encode(request(0), 0));
  EXPECT_EQ(next_reply(1).sequence, 0u);
  ask(codec_.encode(request(5), 0));  // 1 to 4 were lost on the way
  EXPECT_EQ(next_reply(2).sequence, 1u);
  ask(codec_.encode(request(6, 9), 0));
  EXPECT_EQ(next_reply(3).sequence, 0u);
}

TEST_F(ReflectorAnswers, LeavesFromTheAddressThatWasAsked) {
  start({});
  for (std::size_t i = 0; i < 2; ++i) {
    const char* asked = i == 0 ? "127.0.0.3" : "127.0.0.4";
    ask(codec_.encode(request(1), 0), asked);
    next_reply(i + 1);
    EXPECT_EQ(got_.back().from, (Endpoint{ip(asked), reflector_->port()}));
  }
}

TEST_F(ReflectorAnswers, IsAsLongAsTheRequest) {
  start({});
  std::size_t count = 0;
  for (const std::size_t size : {44u, 48u, 1392u, 8892u}) {
    ask(codec_.encode(request(1), size));
    next_reply(++count);
    EXPECT_EQ(got_.back().bytes.size(), size);
  }
}

TEST_F(ReflectorAnswers, OnceAndNeverLongerThanTheRequestWhateverFollowsItsBase) {
  start({});
  expect_replies_as_long_as_requests();
}

TEST_F(ReflectorAnswers, OnceAndNeverLongerThanTheRequestWithAKeyToo) {
  codec_ = StampCodec(StampKey{{1, 2, 3}});
  start({.key = StampKey{{1, 2, 3}}});
  expect_replies_as_long_as_requests();
}

TEST_F(ReflectorAnswers, DropsAndCountsWhatIsTooShortForStamp) {
  start({});
  ask(Octets(43));
  ask({});
  ASSERT_TRUE(run_until([&] { return reflector_->counters().not_stamp == 2; }));
  ask(codec_.encode(request(1), 0));
  next_reply(1);
  EXPECT_EQ(got_.size(), 1u);
  EXPECT_EQ(reflector_->counters().answered, 1u);
}

TEST_F(ReflectorAnswers, DropsWhatAnotherKeySealed) {
  start({.key = StampKey{{1, 2, 3}}});
  ask(StampCodec(StampKey{{9}}).encode(request(1), 0));
  ask(StampCodec().encode(request(1), 0));
  ASSERT_TRUE(run_until([&] { return reflector_->counters().other_key == 2; }));
  codec_ = StampCodec(StampKey{{1, 2, 3}});
  ask(codec_.encode(request(2), 0));
  EXPECT_EQ(next_reply(1).request.sequence, 2u);
}

TEST_F(ReflectorAnswers, TellsOnceASecondWhoHasAnotherKey) {
  std::vector<RequestsRefused> told;
  auto started = Reflector::start(
      *loop_, clock_,
      {.listen = {{.addresses = {ip("127.0.0.3")}}}, .port = 0, .key = StampKey{{1, 2, 3}}},
      [&](Instant, Observed what) { told.push_back(std::get<RequestsRefused>(what)); });
  ASSERT_TRUE(started.has_value()) << started.error().message;
  reflector_ = *std::move(started);
  for (int i = 0; i < 5; ++i) ask(StampCodec(StampKey{{9}}).encode(request(1), 0));
  ASSERT_TRUE(run_until([&] { return reflector_->counters().other_key == 5; }));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].asked, ip("127.0.0.3"));
  EXPECT_EQ(told[0].count, 1u);
}

/// What stands where replies have the sender's fields, and must be zero (RFC 8762, 4.2.1).
TEST_F(ReflectorAnswers, WhateverFillsWhatMustBeZeroAndCopiesNoneOfIt) {
  start({});
  Octets packet = codec_.encode(request(1), 0);
  std::fill(packet.begin() + 16, packet.end(), std::uint8_t{0xa5});
  ask(packet);
  EXPECT_EQ(next_reply(1).request, request(1));
  const auto& reply = got_.back().bytes;
  EXPECT_TRUE(std::all_of(reply.begin() + 41, reply.end(), [](auto octet) { return octet == 0; }));
}

TEST_F(ReflectorAnswers, ItNeverPlaysPingPongWithAnotherReflectorWhateverTheirPorts) {
  start({});
  ASSERT_NE(client_.port(), reflector_->port());
  for (std::uint32_t i = 0; i < 20; ++i) {
    StampReply reply;
    reply.sequence = i;
    reply.timestamp = reply.received = to_ntp(clock_.now());
    reply.request = {.sequence = i, .timestamp = to_ntp(clock_.now() - 1ms), .ssid = 5};
    ask(codec_.encode(reply, codec_.encode(request(i), 0)));
  }
  ASSERT_TRUE(run_until([&] { return reflector_->counters().not_stamp == 20; }));
  EXPECT_EQ(reflector_->counters().answered, 0u);
}

TEST_F(ReflectorAnswers, ItsOwnReplyThatComesBackIsNotAnsweredTwice) {
  start({});
  ask(codec_.encode(request(1), 0));
  next_reply(1);
  for (std::size_t bounces = 1; bounces < 4; ++bounces) {
    ask(got_.back().bytes);
    run_until([&] { return got_.size() > bounces || reflector_->counters().not_stamp > 0; });
  }
  EXPECT_LE(got_.size(), 2u);
}

TEST_F(ReflectorAnswers, ACapturedRequestIsAnsweredOnceAndTakesNothingFromItsSender) {
  codec_ = StampCodec(StampKey{{1, 2, 3}});
  start({.key = StampKey{{1, 2, 3}}});
  const Octets captured = codec_.encode(request(1), 0);
  for (int i = 0; i < 3000; ++i) ask(captured);
  ASSERT_TRUE(run_until([&] { return reflector_->counters().replayed >= 100; }));
  StampRequest newer = request(2);
  ++newer.timestamp;
  ask(codec_.encode(newer, 0));
  ASSERT_TRUE(run_until([&] { return got_.size() >= 2; }));
  EXPECT_EQ(next_reply(2).request.sequence, 2u);
  EXPECT_EQ(reflector_->counters().answered, 2u);
  EXPECT_EQ(reflector_->counters().over_limit, 0u);
}

TEST_F(ReflectorAnswers, TheSameListenSpecTwiceIsOneSocket) {
  ReflectorOptions options{.listen = {{}, {}, {.addresses = {ip("127.0.0.3")}}}};
  options.port = UdpSocket::bind({ip("127.0.0.3"), 0}).value().port();  // free again
  const auto started = Reflector::start(*loop_, clock_, options);
  EXPECT_TRUE(started.has_value()) << started.error().message;
}

TEST_F(ReflectorAnswers, APortInUseIsAnEnvironmentError) {
  const UdpSocket holder = UdpSocket::bind({ip("127.0.0.3"), 0}).value();
  ReflectorOptions options{.listen = {{.addresses = {ip("127.0.0.3")}}}};
  options.port = holder.port();
  const auto refused = Reflector::start(*loop_, clock_, options);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Environment);
}

TEST_F(ReflectorAnswers, AMissingNamespaceIsNamed) {
  const auto refused = Reflector::start(*loop_, clock_, {.listen = {{.netns = "/run/netns/none"}}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("/run/netns/none"), std::string::npos);
}

}  // namespace
}  // namespace canary
