// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "bpf/abi.h"
#include "kernel/xfrm_stat.h"
#include "model/observation.h"

namespace canary {

/// The kernel's counters as the CPUs saw them last, summed up: what lies between two readings is
/// exactly what the events in between tell. `names` are the rows of /proc/net/xfrm_stat.
[[nodiscard]] XfrmStatRead sum_drop_counters(std::span<const std::string> names,
                                             std::span<const canary_cpu> cpus);

/// Where the counters lie is worked out (bpf/per_cpu.bpf.h); this is whether what was found there
/// is what the kernel tells. They only ever rise, so each row's sum lies between the file read
/// before and the file read after, exactly equal to both where nothing is dropped meanwhile. CPUs
/// that are offline are in the file and not in the sum: then it may be less.
[[nodiscard]] Result<void> compare_drop_counters(const XfrmStat& before,
                                                 std::span<const canary_cpu> cpus,
                                                 const XfrmStat& after, bool all_cpus_watched);

}  // namespace canary
