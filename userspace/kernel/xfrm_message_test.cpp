// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_message.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <libmnl/libmnl.h>
#include <linux/xfrm.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace canary {
namespace {

/// A netlink message as the kernel would write it.
class Message {
 public:
  explicit Message(std::uint16_t type) : bytes_(8192) {
    mnl_nlmsg_put_header(bytes_.data())->nlmsg_type = type;
  }

  template <class Header>
  Message& header(const Header& header) {
    std::memcpy(mnl_nlmsg_put_extra_header(start(), sizeof(header)), &header, sizeof(header));
    return *this;
  }
  template <class Value>
  Message& with(std::uint16_t attribute, const Value& value) {
    mnl_attr_put(start(), attribute, sizeof(value), &value);
    return *this;
  }
  Message& with_aead(const char* name, const std::vector<char>& key) {
    std::vector<char> algorithm(sizeof(xfrm_algo_aead) + key.size());
    std::strcpy(algorithm.data(), name);
    std::ranges::copy(key, algorithm.begin() + sizeof(xfrm_algo_aead));
    mnl_attr_put(start(), XFRMA_ALG_AEAD, algorithm.size(), algorithm.data());
    return *this;
  }
  Message& cut_to(std::uint32_t bytes) {
    start()->nlmsg_len = bytes;
    return *this;
  }
  [[nodiscard]] const nlmsghdr& get() const {
    return *reinterpret_cast<const nlmsghdr*>(bytes_.data());
  }

 private:
  nlmsghdr* start() { return reinterpret_cast<nlmsghdr*>(bytes_.data()); }

  std::vector<char> bytes_;
};

xfrm_address_t address(const char* text) {
  xfrm_address_t address{};
  inet_pton(AF_INET, text, &address);
  return address;
}

xfrm_usersa_info state_info() {
  xfrm_usersa_info info{};
  info.family = AF_INET;
  info.saddr = address("10.0.0.200");
  info.id.daddr = address("10.0.1.200");
  info.id.spi = htonl(3);
  info.id.proto = IPPROTO_ESP;
  info.reqid = 1;
  info.mode = XFRM_MODE_TUNNEL;
  info.curlft.packets = 17;
  info.curlft.add_time = 1000;
  info.lft.hard_packet_limit = 100;
  info.lft.hard_byte_limit = XFRM_INF;
  return info;
}

xfrm_userpolicy_info policy_info() {
  xfrm_userpolicy_info info{};
  info.sel.family = AF_INET;
  info.sel.saddr = address("10.0.0.0");
  info.sel.prefixlen_s = 24;
  info.sel.daddr = address("10.0.1.0");
  info.sel.prefixlen_d = 24;
  info.priority = 50;
  info.dir = XFRM_POLICY_OUT;
  return info;
}

xfrm_user_tmpl template_of() {
  xfrm_user_tmpl wanted{};
  wanted.family = AF_INET;
  wanted.saddr = address("10.0.0.200");
  wanted.id.daddr = address("10.0.1.200");
  wanted.id.proto = IPPROTO_ESP;
  wanted.reqid = 1;
  wanted.mode = XFRM_MODE_TUNNEL;
  wanted.optional = 1;
  return wanted;
}

IpAddress parsed(const char* text) { return IpAddress::parse(text).value(); }

TEST(XfrmMessage, TellsAStateInTheWordsOfIpXfrm) {
  const Message message =
      Message(XFRM_MSG_NEWSA)
          .header(state_info())
          .with(XFRMA_MARK, xfrm_mark{0xb013e00, 0xffffff00})
          .with(XFRMA_SET_MARK, std::uint32_t{0xe00})
          .with(XFRMA_SET_MARK_MASK, std::uint32_t{0xf00})
          .with(XFRMA_REPLAY_VAL, xfrm_replay_state{.oseq = 42, .seq = 0, .bitmap = 0})
          .with_aead("rfc4106(gcm(aes))", {});
  const auto state = decode_state(message.get());
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->source, parsed("10.0.0.200"));
  EXPECT_EQ(state->destination, parsed("10.0.1.200"));
  EXPECT_EQ(state->spi, 3u);
  EXPECT_EQ(state->mark, (Mark{0xb013e00, 0xffffff00}));
  EXPECT_EQ(state->output_mark, (Mark{0xe00, 0xf00}));
  EXPECT_EQ(state->output_sequence, 42u);
  EXPECT_EQ(state->packets, 17u);
  EXPECT_EQ(state->hard.packets, 100u);
  EXPECT_EQ(state->hard.bytes, std::nullopt);
}

TEST(XfrmMessage, NamesTheAlgorithmAndLeavesTheKey) {
  const Message message =
      Message(XFRM_MSG_NEWSA).header(state_info()).with_aead("rfc4106(gcm(aes))", {'k', 'e', 'y'});
  EXPECT_EQ(decode_state(message.get())->algorithm, "rfc4106(gcm(aes))");
}

TEST(XfrmMessage, AStateWithoutAlgorithmIsLarval) {
  EXPECT_TRUE(decode_state(Message(XFRM_MSG_NEWSA).header(state_info()).get())->is_larval());
}

TEST(XfrmMessage, AnEsnSequenceHas64Bits) {
  xfrm_replay_state_esn esn{};
  esn.oseq = 5;
  esn.oseq_hi = 1;
  auto info = state_info();
  info.flags = XFRM_STATE_ESN;
  const Message message = Message(XFRM_MSG_NEWSA).header(info).with(XFRMA_REPLAY_ESN_VAL, esn);
  EXPECT_TRUE(decode_state(message.get())->esn);
  EXPECT_EQ(decode_state(message.get())->output_sequence, (1ull << 32) + 5);
}

TEST(XfrmMessage, ADeletionHoldsTheWholeState) {
  const Message message = Message(XFRM_MSG_DELSA)
                              .header(xfrm_usersa_id{})
                              .with(XFRMA_SA, state_info())
                              .with(XFRMA_MARK, xfrm_mark{0xd00, 0xf00});
  const auto state = decode_state(message.get());
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->packets, 17u);
  EXPECT_EQ(state->mark, (Mark{0xd00, 0xf00}));
}

TEST(XfrmMessage, TellsAPolicyWithItsTemplate) {
  const Message message = Message(XFRM_MSG_NEWPOLICY)
                              .header(policy_info())
                              .with(XFRMA_TMPL, template_of())
                              .with(XFRMA_MARK, xfrm_mark{0x3e00, 0xff00});
  const auto policy = decode_policy(message.get());
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(to_text(*policy), "out 10.0.0.0/24 -> 10.0.1.0/24 priority 50 mark 0x3e00/0xff00");
  ASSERT_EQ(policy->templates.size(), 1u);
  EXPECT_EQ(to_text(policy->templates.front()), "10.0.0.200 -> 10.0.1.200 reqid 1 level use");
}

TEST(XfrmMessage, APolicyOfASocketIsPassedOver) {
  auto info = policy_info();
  info.dir = XFRM_POLICY_MAX + 1;
  EXPECT_EQ(decode_policy(Message(XFRM_MSG_NEWPOLICY).header(info).get()), std::nullopt);
}

TEST(XfrmMessage, WhatIsCutShortIsNothing) {
  EXPECT_EQ(
      decode_state(Message(XFRM_MSG_NEWSA).header(state_info()).cut_to(NLMSG_HDRLEN + 8).get()),
      std::nullopt);
  EXPECT_EQ(decode_policy(Message(XFRM_MSG_DELPOLICY).header(xfrm_userpolicy_id{}).get()),
            std::nullopt);
}

TEST(XfrmMessage, AnotherTypeIsNothing) {
  EXPECT_EQ(decode_state(Message(XFRM_MSG_NEWPOLICY).header(policy_info()).get()), std::nullopt);
  EXPECT_EQ(decode_policy(Message(XFRM_MSG_NEWSA).header(state_info()).get()), std::nullopt);
}

}  // namespace
}  // namespace canary
