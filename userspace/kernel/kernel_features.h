// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"

namespace canary {

/// What the running kernel offers to the observer. Made once and passed around, so that a test can
/// make one of its own, and so that the command line can force a feature off.
struct KernelFeatures {
  std::string release;          ///< uname -r
  bool btf = false;             ///< /sys/kernel/btf/vmlinux can be read
  bool fentry = false;          ///< tracing programs load (BPF trampoline)
  bool kprobe = false;          ///< kprobe programs load, perf_event_open knows kprobes
  bool raw_tracepoint = false;  ///< raw tracepoint programs load
  bool tc = false;              ///< tc programs load
  bool tcx = false;             ///< Linux 6.6, "bpf: Add fd-based tcx multi-prog infra"
  std::string load_error;       ///< why a program did not load, the first one; empty if all did
  std::set<std::string> btf_functions;  ///< the functions to hook that BTF has
  std::set<std::string> kallsyms;       ///< those that BTF lacks, and /proc/kallsyms has
  std::map<std::uint32_t, std::string> drop_reasons;  ///< enum skb_drop_reason, without prefix
  bool operator==(const KernelFeatures&) const = default;
};

/// Features that `--without` takes; it takes the hooks' names as well.
inline constexpr std::array kFeaturesThatCanBeForcedOff{"btf", "fentry", "kprobe", "tcx"};

/// Asks this kernel. Never fails: what cannot be found out is not offered.
[[nodiscard]] KernelFeatures detect_kernel_features();

/// `features` without those that `names` names. A name that is neither a feature nor a hook is a
/// usage error that lists the known ones.
[[nodiscard]] Result<KernelFeatures> force_off(KernelFeatures features,
                                               const std::vector<std::string>& names);

}  // namespace canary
