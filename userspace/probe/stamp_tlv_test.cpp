// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_tlv.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace canary {
namespace {

using Octets = std::vector<std::uint8_t>;

const StampKey kKey{{1, 2, 3}};
constexpr std::array<std::uint8_t, 4> kRequestSequence{0, 0, 0, 7};
constexpr std::array<std::uint8_t, 4> kReplySequence{0, 0, 0, 2};

Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Octets kLocation{0x80, 2, 0, 2, 0xaa, 0xbb};

Octets hmac_tlv(const Octets& covered) {
  const StampHmac value = hmac(kKey, {kRequestSequence, covered});
  return Octets{0x80, 8, 0, 16} + Octets(value.begin(), value.end());
}

Octets reflected(Octets tlvs) {
  reflect_tlvs(tlvs);
  return tlvs;
}

Octets reflected_with_key(Octets tlvs) {
  reflect_tlvs(tlvs, kKey, kRequestSequence, kReplySequence);
  return tlvs;
}

TEST(ReflectTlvs, ClearsTheFlagsOfPadding) {
  EXPECT_EQ(reflected(extra_padding(6)), (Octets{0, 1, 0, 2, 0, 0}));
}

TEST(ReflectTlvs, EchoesAnUnknownTypeAsUnrecognized) {
  const Octets sent{0x00, 200, 0, 2, 0xaa, 0xbb};
  EXPECT_EQ(reflected(sent), (Octets{kTlvUnrecognized, 200, 0, 2, 0xaa, 0xbb}));
}

TEST(ReflectTlvs, MarksATlvThatEndsBehindThePacketAndLeavesTheRest) {
  EXPECT_EQ(reflected(extra_padding(5) + Octets{0x80, 1, 0, 9, 0xaa}),
            (Octets{0, 1, 0, 1, 0, kTlvMalformed, 1, 0, 9, 0xaa}));
}

TEST(ReflectTlvs, MarksATruncatedHeader) {
  for (std::size_t size = 1; size < kTlvHeaderBytes; ++size)
    EXPECT_EQ(reflected(Octets(size, 0x80)).front(), kTlvMalformed) << size;
}

TEST(ReflectTlvs, WithoutTlvsThereIsNothingToDo) { EXPECT_TRUE(reflected({}).empty()); }

TEST(ReflectTlvsWithKey, PaddingAloneNeedsNoHmac) {
  EXPECT_EQ(reflected_with_key(extra_padding(4)).front(), 0);
}

TEST(ReflectTlvsWithKey, TwoPaddingsNeedOne) {
  EXPECT_TRUE(reflected_with_key(extra_padding(4) + extra_padding(4)).front() & kTlvNotIntact);
}

TEST(ReflectTlvsWithKey, TheReplysHmacCoversItsOwnSequenceAndFlags) {
  const Octets reply = reflected_with_key(kLocation + hmac_tlv(kLocation));
  const auto covered = std::span(reply).first(kLocation.size());
  EXPECT_EQ(covered[0], kTlvUnrecognized);
  EXPECT_TRUE(same_hmac(hmac(kKey, {kReplySequence, covered}), std::span(reply).last(16)));
}

TEST(ReflectTlvsWithKey, AChangedTlvIsMarkedNotIntact) {
  Octets forged = kLocation + hmac_tlv(kLocation);
  forged[4] ^= 1;
  EXPECT_TRUE(reflected_with_key(forged).front() & kTlvNotIntact);
}

TEST(ReflectTlvsWithKey, ATlvWithoutAnHmacIsMarkedNotIntact) {
  EXPECT_TRUE(reflected_with_key(kLocation).front() & kTlvNotIntact);
}

TEST(ReflectTlvsWithKey, ATlvBehindTheHmacIsMarkedNotIntact) {
  EXPECT_TRUE(reflected_with_key(hmac_tlv({}) + kLocation).front() & kTlvNotIntact);
}

TEST(ReflectTlvsWithKey, AnHmacOfTheWrongLengthIsMalformed) {
  EXPECT_EQ(reflected_with_key({0x80, 8, 0, 1, 0xaa}).front(), kTlvMalformed);
}

}  // namespace
}  // namespace canary
