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
/// `uplink` is the device of the tc hooks.
[[nodiscard]] std::vector<HookRuns> count_hook_runs(const AttachPlan& plan,
                                                    const std::string& uplink,
                                                    std::span<const canary_cpu> cpus,
                                                    const PacketCounters& packets);

}  // namespace canary
