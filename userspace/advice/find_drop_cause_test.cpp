// SPDX-License-Identifier: Apache-2.0
#include "advice/find_drop_cause.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(FindDropCause, IsFoundInAnyCaseAndWithoutPrefix) {
  for (const auto* name : {"XfrmInNoStates", "xfrminnostates", "InNoStates", "xfrm_in_no_states",
                           "XfrmInNoStates  \t12\n", "inbound_no_state",
                           R"(cilium_ipsec_xfrm_error{error="no_state",type="inbound"} 5)"})
    EXPECT_EQ(find_drop_cause(name).value()->name, "XfrmInNoStates") << name;
}

TEST(FindDropCause, TooLargeIsNoMixOfModes) {
  const auto* cause = find_drop_cause("outbound_state_mode").value();
  EXPECT_EQ(cause->name, "XfrmOutStateModeError");
  EXPECT_NE(cause->reasons.front().find("too large after encapsulation"), std::string_view::npos);
}

TEST(FindDropCause, WhatIsNoCounterOfXfrmIsToldAsThat) {
  for (const auto& [name, words] : {std::pair("NO_NODE_ID", "the peer has no node ID"),
                                    std::pair("No node ID found", "the peer has no node ID"),
                                    std::pair("UNENCRYPTED_TRAFFIC", "would leave in the clear"),
                                    std::pair("SKB_DROP_REASON_XFRM_POLICY", "XfrmInNoPols")}) {
    const auto found = find_drop_cause(name);
    ASSERT_FALSE(found.has_value()) << name;
    EXPECT_NE(found.error().message.find(words), std::string::npos) << found.error().message;
  }
}

TEST(FindDropCause, AnUnknownNameGetsTheNearestOne) {
  const auto found = find_drop_cause("XfrmInNoState");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, ErrorKind::Usage);
  EXPECT_NE(found.error().message.find("did you mean XfrmInNoStates?"), std::string::npos);
}

}  // namespace
}  // namespace canary
