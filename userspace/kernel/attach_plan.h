// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/hook.h"
#include "kernel/kernel_features.h"

namespace canary {

/// What was chosen for a hook, and why.
struct PlannedHook {
  Hook hook = Hook::KfreeSkb;
  std::optional<HookMode> mode;  ///< absent: it cannot be attached
  std::string reason;            ///< "tracing programs load", "forced off: fentry", ...
  std::string consequence;       ///< what is not seen where mode is absent
  bool operator==(const PlannedHook&) const = default;
};

struct AttachPlan {
  std::vector<PlannedHook> hooks;  ///< every hook, in the order of kHooks
  [[nodiscard]] std::optional<HookMode> mode_of(Hook hook) const;
  bool operator==(const AttachPlan&) const = default;
};

/// For each hook the first mode that `features` supports: fentry before kprobe, tcx before clsact.
/// Pure. `forced_off` names hooks that must stay off.
[[nodiscard]] AttachPlan plan_attachment(const KernelFeatures& features,
                                         const std::vector<std::string>& forced_off);

}  // namespace canary
