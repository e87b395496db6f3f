// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_message.h"

#include <gtest/gtest.h>

#include "kernel/testing/xfrm_message_builder.h"
#include "kernel/xfrm_attributes.h"

namespace canary {
namespace {

IpAddress parsed(const char* text) { return IpAddress::parse(text).value(); }

TEST(XfrmMessage, TellsAStateInTheWordsOfIpXfrm) {
  const XfrmMessage message =
      XfrmMessage(XFRM_MSG_NEWSA)
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
  const XfrmMessage message = XfrmMessage(XFRM_MSG_NEWSA)
                                  .header(state_info())
                                  .with_aead("rfc4106(gcm(aes))", {'k', 'e', 'y'});
  EXPECT_EQ(decode_state(message.get())->algorithm, "rfc4106(gcm(aes))");
}

bool holds(const void* memory, std::size_t bytes, std::string_view wanted) {
  const std::string_view text(static_cast<const char*>(memory), bytes);
  return text.find(wanted) != std::string_view::npos;
}

/// Every type of message that bears keys, in every attribute that the kernel knows for them.
std::vector<XfrmMessage> messages_with_key(const std::vector<char>& key) {
  std::vector<XfrmMessage> messages;
  for (const std::uint16_t attribute :
       {XFRMA_ALG_AEAD, XFRMA_ALG_CRYPT, XFRMA_ALG_AUTH, XFRMA_ALG_AUTH_TRUNC, XFRMA_ALG_COMP}) {
    const auto add = [&](XfrmMessage message) {
      messages.push_back(message.with_algorithm(attribute, "rfc4106(gcm(aes))", key));
    };
    xfrm_user_expire expired{};
    expired.state = state_info();
    add(XfrmMessage(XFRM_MSG_NEWSA).header(state_info()));
    add(XfrmMessage(XFRM_MSG_UPDSA).header(state_info()));
    add(XfrmMessage(XFRM_MSG_EXPIRE).header(expired));
    add(XfrmMessage(XFRM_MSG_DELSA).header(xfrm_usersa_id{}).with(XFRMA_SA, state_info()));
  }
  return messages;
}

TEST(XfrmMessage, NoByteOfAKeyOutlivesDecoding) {
  // Unlike anything that a state holds; found in what came, so that not finding it means something.
  const std::string_view key = "\xc3\x5a\x91\x7e\xc3\x5a\x91\x7e\xc3\x5a\x91\x7e\xc3\x5a\x91\x7e";
  for (const auto& message : messages_with_key({key.begin(), key.end()})) {
    ASSERT_TRUE(holds(&message.get(), message.get().nlmsg_len, key));
    const auto state = decode_state(message.get());
    ASSERT_TRUE(state.has_value());
    // The whole name, and whatever its buffer holds behind it.
    EXPECT_FALSE(holds(&*state, sizeof(*state), key.substr(0, 2)));
    EXPECT_FALSE(holds(state->algorithm.data(), state->algorithm.capacity(), key.substr(0, 2)));
  }
}

TEST(XfrmMessage, AnAlgorithmNameWithoutAnEndStopsBeforeTheKey) {
  const std::string endless(sizeof(xfrm_algo_aead::alg_name), 'a');
  const auto message =
      XfrmMessage(XFRM_MSG_NEWSA).header(state_info()).with_aead(endless.c_str(), {'k', 'e', 'y'});
  EXPECT_EQ(decode_state(message.get())->algorithm, endless);
}

TEST(XfrmMessage, AStateWithoutAlgorithmIsLarval) {
  EXPECT_TRUE(decode_state(XfrmMessage(XFRM_MSG_NEWSA).header(state_info()).get())->is_larval());
}

TEST(XfrmMessage, AnEsnSequenceHas64Bits) {
  xfrm_replay_state_esn esn{};
  esn.oseq = 5;
  esn.oseq_hi = 1;
  auto info = state_info();
  info.flags = XFRM_STATE_ESN;
  const XfrmMessage message =
      XfrmMessage(XFRM_MSG_NEWSA).header(info).with(XFRMA_REPLAY_ESN_VAL, esn);
  EXPECT_TRUE(decode_state(message.get())->esn);
  EXPECT_EQ(decode_state(message.get())->output_sequence, (1ull << 32) + 5);
}

TEST(XfrmMessage, ADeletionHoldsTheWholeState) {
  const XfrmMessage message = XfrmMessage(XFRM_MSG_DELSA)
                                  .header(xfrm_usersa_id{})
                                  .with(XFRMA_SA, state_info())
                                  .with(XFRMA_MARK, xfrm_mark{0xd00, 0xf00});
  const auto state = decode_state(message.get());
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->packets, 17u);
  EXPECT_EQ(state->mark, (Mark{0xd00, 0xf00}));
}

TEST(XfrmMessage, TellsAPolicyWithItsTemplate) {
  const XfrmMessage message = XfrmMessage(XFRM_MSG_NEWPOLICY)
                                  .header(policy_info())
                                  .with(XFRMA_TMPL, template_of())
                                  .with(XFRMA_MARK, xfrm_mark{0x3e00, 0xff00});
  const auto policy = decode_policy(message.get());
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(to_text(*policy), "out 10.0.0.0/24 -> 10.0.1.0/24 priority 50 mark 0x3e00/0xff00");
  ASSERT_EQ(policy->templates.size(), 1u);
  EXPECT_EQ(to_text(policy->templates.front()), "10.0.0.200 -> 10.0.1.200 reqid 1 level use");
}

TEST(XfrmMessage, TellsTheWholeSelectorOfAPolicy) {
  auto info = policy_info();
  info.sel.proto = IPPROTO_UDP;
  info.sel.dport = htons(6081);
  info.sel.dport_mask = 0xffff;
  info.sel.ifindex = 3;
  xfrm_userpolicy_type type{};
  type.type = XFRM_POLICY_TYPE_SUB;
  const auto policy = decode_policy(XfrmMessage(XFRM_MSG_NEWPOLICY)
                                        .header(info)
                                        .with(XFRMA_IF_ID, std::uint32_t{7})
                                        .with(XFRMA_POLICY_TYPE, type)
                                        .get());
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(to_text(*policy),
            "sub-policy out 10.0.0.0/24 -> 10.0.1.0/24 udp dport 6081 dev 3 priority 50 if_id 0x7");
}

TEST(XfrmMessage, TellsThatAPolicyIsKeptWithHostBits) {
  auto info = policy_info();
  info.sel.saddr = address("10.0.0.5");
  const auto policy = decode_policy(XfrmMessage(XFRM_MSG_NEWPOLICY).header(info).get());
  EXPECT_TRUE(policy->has_host_bits);
  EXPECT_EQ(to_text(policy->source), "10.0.0.0/24");
}

TEST(XfrmMessage, APrefixLongerThanAnAddressIsNotUnderstoodAndNoneTheLessTold) {
  auto info = policy_info();
  info.sel.prefixlen_s = 255;
  const auto policy = decode_policy(XfrmMessage(XFRM_MSG_NEWPOLICY).header(info).get());
  ASSERT_TRUE(policy.has_value());
  EXPECT_TRUE(policy->not_understood);
}

TEST(XfrmMessage, AMillionPoliciesAreToldEach) {
  constexpr std::uint32_t kPolicies = 1'000'000;
  auto info = policy_info();
  const XfrmMessage message = XfrmMessage(XFRM_MSG_NEWPOLICY).header(info);
  std::uint64_t told = 0;
  for (std::uint32_t i = 1; i <= kPolicies; ++i) {
    info.index = i;
    // Every thousandth has a prefix that no address has.
    info.sel.prefixlen_d = i % 1000 == 0 ? 200 : 24;
    std::memcpy(mnl_nlmsg_get_payload(&message.get()), &info, sizeof(info));
    const auto policy = decode_policy(message.get());
    ASSERT_TRUE(policy.has_value()) << i;
    ASSERT_EQ(policy->index, i);
    told += policy->not_understood ? 1 : 1000;
  }
  EXPECT_EQ(told, kPolicies / 1000 * (999 * 1000 + 1));
}

TEST(XfrmMessage, TellsThatAPolicyIsLeftToADevice) {
  EXPECT_FALSE(
      decode_policy(XfrmMessage(XFRM_MSG_NEWPOLICY).header(policy_info()).get())->is_offloaded);
  EXPECT_TRUE(decode_policy(XfrmMessage(XFRM_MSG_NEWPOLICY)
                                .header(policy_info())
                                .with(XFRMA_OFFLOAD_DEV, xfrm_user_offload{3, 4})
                                .get())
                  ->is_offloaded);
}

TEST(XfrmMessage, TellsWhatIsBlockedByDefault) {
  xfrm_userpolicy_default sent{};
  sent.in = XFRM_USERPOLICY_ACCEPT;
  sent.fwd = XFRM_USERPOLICY_BLOCK;
  sent.out = XFRM_USERPOLICY_BLOCK;
  const XfrmMessage message = XfrmMessage(XFRM_MSG_GETDEFAULT).header(sent);
  EXPECT_EQ(decode_blocked_by_default(message.get()),
            (std::vector{PolicyDirection::Out, PolicyDirection::Forward}));
  EXPECT_TRUE(decode_blocked_by_default(XfrmMessage(XFRM_MSG_GETDEFAULT).get()).empty());
}

TEST(XfrmMessage, AnAttributeThatNobodyKnowsIsNotUnderstood) {
  const XfrmMessage known = XfrmMessage(XFRM_MSG_NEWPOLICY).header(policy_info());
  const XfrmMessage unknown = XfrmMessage(XFRM_MSG_NEWPOLICY)
                                  .header(policy_info())
                                  .with(kLastKnownAttribute + 1, std::uint32_t{1});
  EXPECT_FALSE(decode_policy(known.get())->not_understood);
  EXPECT_TRUE(decode_policy(unknown.get())->not_understood);
}

TEST(XfrmMessage, ATemplateThatAllowsSomeAlgorithmsOnlyIsNotUnderstood) {
  auto wanted = template_of();
  wanted.ealgos = 1;
  EXPECT_TRUE(
      decode_policy(
          XfrmMessage(XFRM_MSG_NEWPOLICY).header(policy_info()).with(XFRMA_TMPL, wanted).get())
          ->not_understood);
}

TEST(XfrmMessage, TellsDirectionProcessorAndDeviceOfAState) {
  const auto state = decode_state(XfrmMessage(XFRM_MSG_NEWSA)
                                      .header(state_info())
                                      .with(kAttributeDirection, std::uint8_t{2})
                                      .with(kAttributeCpu, std::uint32_t{1})
                                      .with(XFRMA_OFFLOAD_DEV, xfrm_user_offload{3, 4})
                                      .with_aead("rfc4106(gcm(aes))", {})
                                      .get());
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->direction, PolicyDirection::Out);
  EXPECT_EQ(state->cpu, 1u);
  EXPECT_EQ(state->offload, Offload::Packet);
}

TEST(XfrmMessage, TellsWhatAStateRefused) {
  auto info = state_info();
  info.stats = {.replay_window = 5, .replay = 6, .integrity_failed = 7};
  const auto state = decode_state(XfrmMessage(XFRM_MSG_NEWSA).header(info).get());
  EXPECT_EQ(state->outside_window, 5u);
  EXPECT_EQ(state->replayed, 6u);
  EXPECT_EQ(state->integrity_failed, 7u);
}

TEST(XfrmMessage, TellsTheSelectorOfAStateUnlessItTakesAll) {
  auto info = state_info();
  info.sel.family = AF_INET;
  EXPECT_FALSE(decode_state(XfrmMessage(XFRM_MSG_NEWSA).header(info).get())->selector.has_value());
  info.sel.proto = IPPROTO_UDP;
  EXPECT_EQ(decode_state(XfrmMessage(XFRM_MSG_NEWSA).header(info).get())->selector->protocol,
            IPPROTO_UDP);
}

TEST(XfrmMessage, AStateOfAhHasItsAlgorithmAndIsNotLarval) {
  auto info = state_info();
  info.id.proto = IPPROTO_AH;
  const auto state = decode_state(XfrmMessage(XFRM_MSG_NEWSA)
                                      .header(info)
                                      .with_algorithm(XFRMA_ALG_AUTH, "hmac(sha256)", {'k'})
                                      .get());
  EXPECT_EQ(state->algorithm, "hmac(sha256)");
  EXPECT_FALSE(state->is_larval());
}

TEST(XfrmMessage, AnExpiredPolicyIsToldLikeAnother) {
  xfrm_user_polexpire expired{};
  expired.pol = policy_info();
  const auto policy = decode_policy(XfrmMessage(XFRM_MSG_POLEXPIRE).header(expired).get());
  ASSERT_TRUE(policy.has_value());
  EXPECT_EQ(policy->priority, 50u);
}

TEST(XfrmMessage, APolicyOfASocketIsPassedOver) {
  auto info = policy_info();
  info.dir = XFRM_POLICY_MAX + 1;
  EXPECT_EQ(decode_policy(XfrmMessage(XFRM_MSG_NEWPOLICY).header(info).get()), std::nullopt);
}

TEST(XfrmMessage, WhatIsCutShortIsNothing) {
  EXPECT_EQ(
      decode_state(XfrmMessage(XFRM_MSG_NEWSA).header(state_info()).cut_to(NLMSG_HDRLEN + 8).get()),
      std::nullopt);
  EXPECT_EQ(decode_policy(XfrmMessage(XFRM_MSG_DELPOLICY).header(xfrm_userpolicy_id{}).get()),
            std::nullopt);
}

TEST(XfrmMessage, AnotherTypeIsNothing) {
  EXPECT_EQ(decode_state(XfrmMessage(XFRM_MSG_NEWPOLICY).header(policy_info()).get()),
            std::nullopt);
  EXPECT_EQ(decode_policy(XfrmMessage(XFRM_MSG_NEWSA).header(state_info()).get()), std::nullopt);
}

}  // namespace
}  // namespace canary
