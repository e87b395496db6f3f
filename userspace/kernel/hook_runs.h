// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bpf/abi.h"
#include "kernel/attach_plan.h"
#include "kernel/packet_counters.h"
#include "model/observation.h"

namespace canary {

/// How often each hook of `plan` has run until now: a hook that never ran has proved nothing.
/// The tc hooks are named with their device where there is one; with several they are counted
/// together, and named by kind.
[[nodiscard]] std::vector<HookRuns> count_hook_runs(const AttachPlan& plan,
                                                    const std::vector<std::string>& uplinks,
                                                    std::span<const canary_cpu> cpus,
                                                    const PacketCounters& packets);

}  // namespace canary
