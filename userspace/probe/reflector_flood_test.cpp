// SPDX-License-Identifier: Apache-2.0
// One peer that sends as fast as it can, beside one that probes as peers do.
#include <algorithm>
#include <atomic>
#include <thread>
#include <tuple>

#include "probe/testing/prober_fixture.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using Octets = std::vector<std::uint8_t>;

/// Sends from 127.0.0.66 on a thread of its own; every second datagram is garbage, the others make
/// up a session each.
class Flood {
 public:
  Flood(std::uint16_t port, std::size_t datagrams)
      : thread_([this, port, datagrams] { send(port, datagrams); }) {}

  [[nodiscard]] bool over() const { return over_; }

 private:
  void send(std::uint16_t port, std::size_t datagrams) {
    const UdpSocket socket = UdpSocket::bind({ip("127.0.0.66"), 0}).value();
    const StampCodec codec;
    for (std::size_t i = 0; i < datagrams; ++i) {
      Octets packet =
          codec.encode({.sequence = 0, .timestamp = 1, .ssid = static_cast<Ssid>(i)}, 0);
      if (i % 2 != 0) packet.resize(7);
      std::ignore = socket.send(packet, {ip("127.0.0.3"), port}, ip("127.0.0.66"));
    }
    over_ = true;
  }

  std::atomic<bool> over_ = false;
  std::jthread thread_;
};

class Flooded : public ProberOverLoopback {
 protected:
  void flood_while_probing() {
    reflector_ = Reflector::start(*loop_, clock_, {.port = 0, .sessions = 128}).value();
    options_.port = reflector_->port();
    target("node-b", "127.0.0.3");
    start();
    ASSERT_TRUE(run_until_replies(5));
    const Flood flood(reflector_->port(), kDatagrams);
    ASSERT_TRUE(run_until([&] { return flood.over() && all_is_told(); }));
  }
  [[nodiscard]] bool all_is_told() const {
    const ReflectorCounters told = reflector_->counters();
    return told.answered + told.not_stamp + told.other_key + told.replayed + told.over_limit +
               told.queue_full + told.not_sent >=
           kDatagrams;
  }

  static constexpr std::size_t kDatagrams = 200'000;
};

TEST_F(Flooded, ItAnswersTheOthersOnAndForgetsNoneOfTheirSessions) {
  flood_while_probing();
  const auto sent = all<ProbeSent>();
  const auto replies = all<ReplyReceived>();
  EXPECT_GT(sent.size(), 20u);
  EXPECT_GE(replies.size() * 4, sent.size() * 3);  // without a limit every second one is lost
  EXPECT_TRUE(std::ranges::is_sorted(replies, {}, &ReplyReceived::reflector_sequence));
}

TEST_F(Flooded, ItAnswersTheFloodWithinTheLimitAndTellsWhatItRefused) {
  const Instant begin = clock_.now();
  flood_while_probing();
  const auto seconds = static_cast<std::uint64_t>((clock_.now() - begin) / 1s) + 2;
  const ReflectorCounters told = reflector_->counters();
  EXPECT_LE(told.answered, seconds * RequestLimit::kEachSecond + all<ProbeSent>().size());
  EXPECT_GT(told.over_limit, 0u);
  EXPECT_GT(told.not_stamp, 0u);
  EXPECT_GT(told.sessions_forgotten, 0u);
}

}  // namespace
}  // namespace canary
