// SPDX-License-Identifier: Apache-2.0
#include "kernel/required_hooks.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

AttachPlan plan_without_drops() {
  AttachPlan plan;
  plan.hooks.push_back({Hook::TcEgress, HookMode::Tcx, "", ""});
  plan.hooks.push_back({Hook::KfreeSkb, {}, "they cannot be loaded", "drops are not seen"});
  return plan;
}

TEST(RequiredHooks, AMissingOneIsAnErrorThatNamesReasonAndWayOut) {
  const auto missing = require_hooks(plan_without_drops(), {}, {});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message,
            "cannot attach kfree_skb: they cannot be loaded; without it drops are not seen: go on "
            "without it with --without kfree_skb");
}

TEST(RequiredHooks, OneThatWasForcedOffIsNotMissing) {
  EXPECT_TRUE(require_hooks(plan_without_drops(), {}, {"kfree_skb"}).has_value());
}

TEST(RequiredHooks, WhereNothingLoadsPrivilegesAreTheReason) {
  KernelFeatures features;
  features.btf = true;
  features.load_error = "Operation not permitted";
  const auto missing = require_hooks(plan_without_drops(), features, {});
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().message.find("grant CAP_BPF"), std::string::npos);
}

}  // namespace
}  // namespace canary
