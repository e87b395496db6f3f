// SPDX-License-Identifier: Apache-2.0
// Of tc and tcx, what attaching and looking share.
#pragma once

#include <bpf/bpf.h>

#include <cstdint>

#include "kernel/hook.h"

namespace canary {

/// Filters of priority 1 run first.
inline constexpr std::uint32_t kFirstPriority = 1;

/// As in include/uapi/linux/bpf.h of Linux 6.6; the build host's headers may be older.
inline bpf_attach_type tcx_of(Hook hook) {
  constexpr auto kTcxIngress = static_cast<bpf_attach_type>(46);
  constexpr auto kTcxEgress = static_cast<bpf_attach_type>(47);
  return hook == Hook::TcIngress ? kTcxIngress : kTcxEgress;
}

}  // namespace canary
