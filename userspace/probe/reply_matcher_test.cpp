// SPDX-License-Identifier: Apache-2.0
#include "probe/reply_matcher.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using namespace std::chrono_literals;

const Endpoint kPeerB{IpAddress::parse("10.0.2.10").value(), 862};
const Endpoint kPeerC{IpAddress::parse("10.0.3.10").value(), 862};
constexpr Instant kSentAt{5'000};

StampReply reply_to(Ssid ssid, std::uint32_t sequence, std::uint64_t timestamp) {
  StampReply reply;
  reply.ssid = ssid;
  reply.request = {.sequence = sequence, .timestamp = timestamp, .ssid = ssid};
  return reply;
}

ReplyMatcher with_one_probe_to_b() {
  ReplyMatcher matcher(4, 1s);
  matcher.add_path(1, kPeerB);
  matcher.add_path(2, kPeerC);
  matcher.sent(1, 9, 0xabcd, kSentAt);
  return matcher;
}

TEST(ReplyMatcher, FindsTheProbeThatIsAnswered) {
  const auto match = with_one_probe_to_b().match(kPeerB, reply_to(1, 9, 0xabcd));
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->ssid, 1);
  EXPECT_EQ(match->sent_at, kSentAt);
}

TEST(ReplyMatcher, FindsItWithoutASessionIdentifierToo) {
  const auto match = with_one_probe_to_b().match(kPeerB, reply_to(0, 9, 0xabcd));
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->ssid, 1);
}

TEST(ReplyMatcher, MatchesADuplicateAgain) {
  ReplyMatcher matcher = with_one_probe_to_b();
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(matcher.match(kPeerB, reply_to(1, 9, 0xabcd)).has_value());
}

TEST(ReplyMatcher, IgnoresAnotherSourceAddress) {
  EXPECT_FALSE(with_one_probe_to_b().match(kPeerC, reply_to(1, 9, 0xabcd)).has_value());
}

TEST(ReplyMatcher, IgnoresAnotherSourcePort) {
  const Endpoint other_port{kPeerB.address, 863};
  EXPECT_FALSE(with_one_probe_to_b().match(other_port, reply_to(1, 9, 0xabcd)).has_value());
}

TEST(ReplyMatcher, IgnoresAnotherSession) {
  EXPECT_FALSE(with_one_probe_to_b().match(kPeerB, reply_to(2, 9, 0xabcd)).has_value());
  EXPECT_FALSE(with_one_probe_to_b().match(kPeerB, reply_to(3, 9, 0xabcd)).has_value());
}

TEST(ReplyMatcher, IgnoresASequenceThatWasNotSent) {
  EXPECT_FALSE(with_one_probe_to_b().match(kPeerB, reply_to(1, 10, 0xabcd)).has_value());
  EXPECT_FALSE(with_one_probe_to_b().match(kPeerB, reply_to(1, 13, 0)).has_value());
}

TEST(ReplyMatcher, IgnoresAnotherTimestamp) {
  EXPECT_FALSE(with_one_probe_to_b().match(kPeerB, reply_to(1, 9, 0xabce)).has_value());
}

TEST(ReplyMatcher, MakesRoomForManyThatAreYoungAndNotForOldOnes) {
  ReplyMatcher matcher(64, 1s);
  matcher.add_path(1, kPeerB);
  for (std::uint32_t sequence = 0; sequence < 64; ++sequence)
    matcher.sent(1, sequence, 0xabcd + sequence, kSentAt + sequence * 1ms);
  for (std::uint32_t sequence = 0; sequence < 64; ++sequence)
    EXPECT_TRUE(matcher.match(kPeerB, reply_to(1, sequence, 0xabcd + sequence)).has_value());

  matcher.add_path(2, kPeerB);
  for (std::uint32_t sequence = 0; sequence < 64; ++sequence)
    matcher.sent(2, sequence, 0xabcd + sequence, kSentAt + sequence * 1s);
  EXPECT_FALSE(matcher.match(kPeerB, reply_to(2, 40, 0xabcd + 40)).has_value());
  EXPECT_TRUE(matcher.match(kPeerB, reply_to(2, 63, 0xabcd + 63)).has_value());
}

TEST(ReplyMatcher, ForgetsWhatIsOlderThanItRemembers) {
  ReplyMatcher matcher = with_one_probe_to_b();
  for (std::uint32_t sequence = 10; sequence < 14; ++sequence)
    matcher.sent(1, sequence, 0xabcd + sequence, kSentAt);
  EXPECT_FALSE(matcher.match(kPeerB, reply_to(1, 9, 0xabcd)).has_value());
  EXPECT_TRUE(matcher.match(kPeerB, reply_to(1, 10, 0xabcd + 10)).has_value());
}

}  // namespace
}  // namespace canary
