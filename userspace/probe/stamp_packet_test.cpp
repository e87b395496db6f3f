// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_packet.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace canary {
namespace {

using Octets = std::vector<std::uint8_t>;

using namespace std::chrono_literals;

constexpr Instant kNow{1'800'000'000'000'000'000};
const StampCodec kPlain;
const StampCodec kSealed(StampKey{{'k', 'e', 'y'}});

const StampRequest kRequest{.sequence = 0x01020304,
                            .timestamp = 0x1112131415161718,
                            .error_estimate = {0x2122},
                            .ssid = 0x3132};
const StampReply kReply{.sequence = 0x41424344,
                        .timestamp = 0x5152535455565758,
                        .error_estimate = {0x6162},
                        .ssid = 0x3132,
                        .received = 0x7172737475767778,
                        .request = kRequest,
                        .request_ttl = 63};

/// The octets of `value` in network order at `offset`.
template <class T>
::testing::AssertionResult has(const Octets& packet, std::size_t offset, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    if (packet.at(offset + i) != static_cast<std::uint8_t>(value >> 8 * (sizeof(T) - 1 - i)))
      return ::testing::AssertionFailure() << "octet " << offset + i << " differs";
  return ::testing::AssertionSuccess();
}

TEST(StampPacket, AnUnauthenticatedRequestHasTheOffsetsThatBpfReads) {
  const Octets packet = kPlain.encode(kRequest, 0);
  EXPECT_EQ(packet.size(), 44u);
  EXPECT_TRUE(has(packet, 0, kRequest.sequence));
  EXPECT_TRUE(has(packet, 4, kRequest.timestamp));
  EXPECT_TRUE(has(packet, 12, kRequest.error_estimate.bits));
  EXPECT_TRUE(has(packet, 14, kRequest.ssid));
}

TEST(StampPacket, AnUnauthenticatedReplyHasTheOffsetsThatBpfReads) {
  const Octets packet = kPlain.encode(kReply, kPlain.encode(kRequest, 0));
  EXPECT_EQ(packet.size(), 44u);
  EXPECT_TRUE(has(packet, 0, kReply.sequence));
  EXPECT_TRUE(has(packet, 14, kReply.ssid));
  EXPECT_TRUE(has(packet, 16, kReply.received));
  EXPECT_TRUE(has(packet, 24, kRequest.sequence));
  EXPECT_TRUE(has(packet, 28, kRequest.timestamp));
  EXPECT_TRUE(has(packet, 36, kRequest.error_estimate.bits));
  EXPECT_TRUE(has(packet, 40, kReply.request_ttl));
}

TEST(StampPacket, AnAuthenticatedRequestHasTheOffsetsThatBpfReads) {
  const Octets packet = kSealed.encode(kRequest, 0);
  EXPECT_EQ(packet.size(), 112u);
  EXPECT_TRUE(has(packet, 0, kRequest.sequence));
  EXPECT_TRUE(has(packet, 16, kRequest.timestamp));
  EXPECT_TRUE(has(packet, 24, kRequest.error_estimate.bits));
  EXPECT_TRUE(has(packet, 26, kRequest.ssid));
}

TEST(StampPacket, AnAuthenticatedReplyHasTheOffsetsThatBpfReads) {
  const Octets packet = kSealed.encode(kReply, kSealed.encode(kRequest, 0));
  EXPECT_EQ(packet.size(), 112u);
  EXPECT_TRUE(has(packet, 0, kReply.sequence));
  EXPECT_TRUE(has(packet, 26, kReply.ssid));
  EXPECT_TRUE(has(packet, 32, kReply.received));
  EXPECT_TRUE(has(packet, 48, kRequest.sequence));
  EXPECT_TRUE(has(packet, 64, kRequest.timestamp));
  EXPECT_TRUE(has(packet, 72, kRequest.error_estimate.bits));
  EXPECT_TRUE(has(packet, 80, kReply.request_ttl));
}

TEST(StampPacket, WhatIsEncodedIsDecodedInBothModes) {
  for (const StampCodec* codec : {&kPlain, &kSealed}) {
    const Octets request = codec->encode(kRequest, 200);
    EXPECT_EQ(codec->decode_request(request), kRequest);
    EXPECT_EQ(codec->decode_reply(codec->encode(kReply, request)), kReply);
  }
}

TEST(StampPacket, EveryTruncationOfABasePacketIsTooShortOrOfASenderWithoutAKey) {
  for (const StampCodec* codec : {&kPlain, &kSealed}) {
    const Octets whole = codec->encode(kRequest, 0);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto fault =
          size < kPlain.base_bytes() ? StampFault::TooShort : StampFault::NotAuthentic;
      EXPECT_EQ(codec->decode_request(cut).error(), fault) << size;
      EXPECT_EQ(codec->decode_reply(cut).error(), fault) << size;
      EXPECT_FALSE(codec->may_answer_us(cut, kNow)) << size;
    }
  }
}

TEST(StampPacket, EveryTruncationOfThePaddingIsStillAnsweredWithItsOwnLength) {
  for (const StampCodec* codec : {&kPlain, &kSealed}) {
    const Octets whole = codec->encode(kRequest, codec->base_bytes() + 24);
    for (std::size_t size = codec->base_bytes(); size <= whole.size(); ++size) {
      const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_EQ(codec->encode(kReply, cut).size(), size);
    }
  }
}

TEST(StampPacket, PaddingFillsARequestToTheOctet) {
  for (const std::size_t size : {48u, 49u, 1372u, 9000u})
    EXPECT_EQ(kPlain.encode(kRequest, size).size(), size);
}

TEST(StampPacket, ASizeThatNoTlvFitsIntoIsRoundedUp) {
  EXPECT_EQ(kPlain.encode(kRequest, 45).size(), 48u);
}

TEST(StampPacket, OneChangedOctetIsNotAuthentic) {
  const Octets whole = kSealed.encode(kRequest, 0);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Octets changed = whole;
    changed[i] ^= 1;
    EXPECT_EQ(kSealed.decode_request(changed).error(), StampFault::NotAuthentic) << i;
  }
}

TEST(StampPacket, AnotherKeyIsNotAuthentic) {
  const StampCodec other(StampKey{{'o'}});
  EXPECT_EQ(other.decode_request(kSealed.encode(kRequest, 0)).error(), StampFault::NotAuthentic);
}

TEST(StampPacket, OnlyAReplyToWhatWasSentLatelyMayAnswerUs) {
  StampReply reply = kReply;
  for (const StampCodec* codec : {&kPlain, &kSealed}) {
    const Octets request = codec->encode(kRequest, 0);
    EXPECT_FALSE(codec->may_answer_us(request, kNow));
    for (const auto& [ago, may] : {std::pair(0s, true), std::pair(59s, true), std::pair(61s, false),
                                   std::pair(-1s, false)}) {
      reply.request.timestamp = to_ntp(kNow - ago);
      EXPECT_EQ(codec->may_answer_us(codec->encode(reply, request), kNow), may) << ago.count();
    }
  }
}

TEST(StampPacket, PaddingOfASenderWithoutSsidIsCopied) {
  StampReply reply = kReply;
  reply.ssid = 0;
  for (const StampCodec* codec : {&kPlain, &kSealed}) {
    Octets request = codec->encode(kRequest, 0);
    for (std::size_t i = 0; i < 99; ++i) request.push_back(static_cast<std::uint8_t>(i * 7));
    const Octets answer = codec->encode(reply, request);
    EXPECT_TRUE(std::equal(request.end() - 99, request.end(), answer.end() - 99, answer.end()));
  }
}

}  // namespace
}  // namespace canary
