// SPDX-License-Identifier: Apache-2.0
#include "advice/cause_guide.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace canary {
namespace {

TEST(CauseGuide, EveryDropCauseHasOneThatSaysSomething) {
  for (const auto& cause : known_drop_causes()) {
    const auto guide = find_cause_guide(cause.name);
    ASSERT_TRUE(guide.has_value()) << cause.name;
    EXPECT_FALSE((*guide)->reasons.empty()) << cause.name;
    EXPECT_FALSE((*guide)->look_at.empty()) << cause.name;
    EXPECT_FALSE((*guide)->do_next.empty()) << cause.name;
  }
}

TEST(CauseGuide, ThereIsNoneForACauseThatDoesNotExist) {
  for (const auto& guide : cause_guides())
    EXPECT_EQ(std::ranges::count(known_drop_causes(), guide.name, &DropCauseInfo::name), 1)
        << guide.name;
}

TEST(CauseGuide, IsFoundInAnyCaseAndWithoutPrefix) {
  for (const auto* name : {"XfrmInNoStates", "xfrminnostates", "InNoStates", "xfrm_in_no_states",
                           "XfrmInNoStates  \t12\n", "inbound_no_state",
                           R"(cilium_ipsec_xfrm_error{error="no_state",type="inbound"} 5)"})
    EXPECT_EQ(find_cause_guide(name).value()->name, "XfrmInNoStates") << name;
}

TEST(CauseGuide, TooLargeIsNoMixOfModes) {
  const auto* guide = find_cause_guide("outbound_state_mode").value();
  EXPECT_EQ(guide->name, "XfrmOutStateModeError");
  EXPECT_NE(guide->reasons.front().find("too large after encapsulation"), std::string_view::npos);
}

TEST(CauseGuide, AnUnknownNameGetsTheNearestOne) {
  const auto found = find_cause_guide("XfrmInNoState");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, ErrorKind::Usage);
  EXPECT_NE(found.error().message.find("did you mean XfrmInNoStates?"), std::string::npos);
}

}  // namespace
}  // namespace canary
