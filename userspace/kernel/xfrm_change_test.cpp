// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_change.h"

#include <gtest/gtest.h>

#include "kernel/testing/xfrm_message_builder.h"

namespace canary {
namespace {

std::optional<EntryEvent> state_event(const XfrmMessage& message) {
  const auto change = decode_xfrm_change(message.get());
  const auto* seen = change ? std::get_if<StatesSeen>(&*change) : nullptr;
  return seen ? std::optional(seen->event) : std::nullopt;
}

std::optional<EntryEvent> policy_event(const XfrmMessage& message) {
  const auto change = decode_xfrm_change(message.get());
  const auto* seen = change ? std::get_if<PoliciesSeen>(&*change) : nullptr;
  return seen ? std::optional(seen->event) : std::nullopt;
}

xfrm_user_expire expiry(std::uint8_t hard) {
  xfrm_user_expire expired{};
  expired.state = state_info();
  expired.hard = hard;
  return expired;
}

TEST(XfrmChange, TellsWhatBecameOfAState) {
  EXPECT_EQ(state_event(XfrmMessage(XFRM_MSG_NEWSA).header(state_info())), EntryEvent::Added);
  EXPECT_EQ(state_event(XfrmMessage(XFRM_MSG_UPDSA).header(state_info())), EntryEvent::Updated);
  EXPECT_EQ(state_event(
                XfrmMessage(XFRM_MSG_DELSA).header(xfrm_usersa_id{}).with(XFRMA_SA, state_info())),
            EntryEvent::Deleted);
}

TEST(XfrmChange, AHardLimitTakesTheStateAway) {
  EXPECT_EQ(state_event(XfrmMessage(XFRM_MSG_EXPIRE).header(expiry(1))), EntryEvent::Expired);
}

TEST(XfrmChange, ASoftLimitChangesNothing) {
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_EXPIRE).header(expiry(0)).get()), std::nullopt);
}

TEST(XfrmChange, TellsWhatBecameOfAPolicy) {
  EXPECT_EQ(policy_event(XfrmMessage(XFRM_MSG_NEWPOLICY).header(policy_info())), EntryEvent::Added);
  EXPECT_EQ(policy_event(XfrmMessage(XFRM_MSG_UPDPOLICY).header(policy_info())),
            EntryEvent::Updated);
  EXPECT_EQ(policy_event(XfrmMessage(XFRM_MSG_DELPOLICY)
                             .header(xfrm_userpolicy_id{})
                             .with(XFRMA_POLICY, policy_info())),
            EntryEvent::Deleted);
  xfrm_user_polexpire expired{};
  expired.pol = policy_info();
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_POLEXPIRE).header(expired).get()),
            std::nullopt);
  expired.hard = 1;
  EXPECT_EQ(policy_event(XfrmMessage(XFRM_MSG_POLEXPIRE).header(expired)), EntryEvent::Expired);
}

TEST(XfrmChange, AFlushNamesItsProtocolUnlessItIsOfAll) {
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_FLUSHSA).header(xfrm_usersa_flush{50}).get()),
            Observed(StatesFlushed{50}));
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_FLUSHSA).header(xfrm_usersa_flush{255}).get()),
            Observed(StatesFlushed{0}));
}

TEST(XfrmChange, AFlushOfSubPoliciesLeavesThePolicies) {
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_FLUSHPOLICY).get()),
            Observed(PoliciesFlushed{}));
  xfrm_userpolicy_type type{};
  type.type = XFRM_POLICY_TYPE_SUB;
  EXPECT_EQ(
      decode_xfrm_change(XfrmMessage(XFRM_MSG_FLUSHPOLICY).with(XFRMA_POLICY_TYPE, type).get()),
      std::nullopt);
}

TEST(XfrmChange, AMigrationChangesMoreThanItTells) {
  EXPECT_TRUE(changes_untold(XfrmMessage(XFRM_MSG_MIGRATE).get()));
  EXPECT_TRUE(changes_untold(XfrmMessage(XFRM_MSG_MAPPING).get()));
  EXPECT_TRUE(changes_untold(XfrmMessage(XFRM_MSG_GETDEFAULT).get()));
  EXPECT_FALSE(changes_untold(XfrmMessage(XFRM_MSG_NEWSA).get()));
}

TEST(XfrmChange, NewsThatTheHeadersDoNotKnowMayChangeAnything) {
  EXPECT_TRUE(changes_untold(XfrmMessage(XFRM_MSG_MAX + 1).get()));
  EXPECT_TRUE(changes_untold(XfrmMessage(XFRM_MSG_MAX + 20).get()));
  EXPECT_FALSE(changes_untold(XfrmMessage(XFRM_MSG_NEWSPDINFO).get()));
}

TEST(XfrmChange, WhatIsNoChangeIsNothing) {
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_ACQUIRE).get()), std::nullopt);
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_EXPIRE).get()), std::nullopt);
  EXPECT_EQ(decode_xfrm_change(XfrmMessage(XFRM_MSG_FLUSHSA).get()), std::nullopt);
}

}  // namespace
}  // namespace canary
