// SPDX-License-Identifier: Apache-2.0
#include "kernel/attach_plan.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

KernelFeatures everything() {
  KernelFeatures features;
  features.btf = features.fentry = features.kprobe = features.raw_tracepoint = true;
  features.tc = features.tcx = true;
  for (const Hook hook : {Hook::XfrmLookup, Hook::XfrmReplayOverflow, Hook::XfrmReplayAdvance})
    features.btf_functions.emplace(to_text(hook));
  return features;
}

TEST(AttachPlan, TakesTheCheapestModeThatTheKernelHas) {
  const AttachPlan plan = plan_attachment(everything(), {});
  EXPECT_EQ(plan.mode_of(Hook::XfrmReplayOverflow), HookMode::Fentry);
  EXPECT_EQ(plan.mode_of(Hook::TcEgress), HookMode::Tcx);
  EXPECT_EQ(plan.mode_of(Hook::KfreeSkb), HookMode::RawTracepoint);
}

TEST(AttachPlan, WithoutFentryItIsKprobe) {
  const auto features = force_off(everything(), {"fentry"}).value();
  const AttachPlan plan = plan_attachment(features, {});
  for (const Hook hook : {Hook::XfrmLookup, Hook::XfrmReplayOverflow, Hook::XfrmReplayAdvance})
    EXPECT_EQ(plan.mode_of(hook), HookMode::Kprobe) << to_text(hook);
}

TEST(AttachPlan, WithoutTcxItIsClsact) {
  const AttachPlan plan = plan_attachment(force_off(everything(), {"tcx"}).value(), {});
  EXPECT_EQ(plan.mode_of(Hook::TcIngress), HookMode::Clsact);
  EXPECT_EQ(plan.mode_of(Hook::TcEgress), HookMode::Clsact);
}

TEST(AttachPlan, AFunctionThatBtfLacksIsReachedByKprobe) {
  KernelFeatures features = everything();
  features.btf_functions.erase("xfrm_replay_advance");
  features.kallsyms.emplace("xfrm_replay_advance");
  EXPECT_EQ(plan_attachment(features, {}).mode_of(Hook::XfrmReplayAdvance), HookMode::Kprobe);
}

TEST(AttachPlan, AMissingHookSaysWhyAndWhatIsNotSeen) {
  KernelFeatures features = everything();
  features.btf_functions.erase("xfrm_replay_advance");
  const AttachPlan plan = plan_attachment(features, {});
  EXPECT_EQ(plan.mode_of(Hook::XfrmReplayAdvance), std::nullopt);
  for (const PlannedHook& hook : plan.hooks) {
    if (hook.mode) continue;
    EXPECT_EQ(hook.reason, "this kernel has no such function");
    EXPECT_EQ(hook.consequence, "decryption is not seen");
  }
}

TEST(AttachPlan, WithoutBtfOnlyTcIsLeft) {
  const AttachPlan plan = plan_attachment(force_off(everything(), {"btf"}).value(), {});
  for (const PlannedHook& hook : plan.hooks) {
    const bool tc = hook.hook == Hook::TcEgress || hook.hook == Hook::TcIngress;
    EXPECT_EQ(hook.mode.has_value(), tc) << to_text(hook.hook);
    EXPECT_EQ(hook.consequence.empty(), tc) << to_text(hook.hook);
  }
}

TEST(AttachPlan, EveryHookCanBeForcedOff) {
  for (const Hook hook : kHooks) {
    const std::vector<std::string> off{std::string(to_text(hook))};
    ASSERT_TRUE(force_off(everything(), off).has_value());
    EXPECT_EQ(plan_attachment(everything(), off).mode_of(hook), std::nullopt) << to_text(hook);
  }
}

TEST(ForceOff, NamesTheKnownOnesForAnUnknownName) {
  const auto refused = force_off(everything(), {"fenty"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
  EXPECT_NE(refused.error().message.find("fentry, kprobe, tcx"), std::string::npos);
}

}  // namespace
}  // namespace canary
