// SPDX-License-Identifier: Apache-2.0
#include "kernel/required_hooks.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {

Result<void> require_hooks(const AttachPlan& plan, const KernelFeatures& features,
                           const std::vector<std::string>& forced_off) {
  for (const PlannedHook& planned : plan.hooks) {
    if (planned.mode || std::ranges::find(forced_off, to_text(planned.hook)) != forced_off.end())
      continue;
    if (features.btf && !features.load_error.empty()) {
      return environment_error(
          fmt::format("cannot load BPF programs ({}): run as root, or grant CAP_BPF, CAP_PERFMON "
                      "and CAP_NET_ADMIN; a kernel in lockdown mode lets nobody",
                      features.load_error));
    }
    return environment_error(fmt::format(
        "cannot attach {}: {}; without it {}: go on without it with --without {}",
        to_text(planned.hook), planned.reason, planned.consequence, to_text(planned.hook)));
  }
  return {};
}

}  // namespace canary
