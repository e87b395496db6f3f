// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/attach_plan.h"
#include "kernel/kernel_features.h"

namespace canary {

/// A hook that is missing without having been asked for is an Environment error that names it, the
/// reason and the way out: what is not watched must never look like silence.
[[nodiscard]] Result<void> require_hooks(const AttachPlan& plan, const KernelFeatures& features,
                                         const std::vector<std::string>& forced_off);

}  // namespace canary
