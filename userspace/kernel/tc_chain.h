// SPDX-License-Identifier: Apache-2.0
// What runs on one direction of a device, and in which order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/hook.h"

namespace canary {

/// A program or filter of tc.
struct TcLink {
  std::uint32_t program_id = 0;  ///< 0: a filter that is no BPF program
  std::uint32_t handle = 0;      ///< of a filter; 0: a program of tcx
  std::string name;              ///< "tc filter drop_all:[12]", "tcx program 12"
  bool operator==(const TcLink&) const = default;
};

/// All that runs before the filters of the second priority: programs of tcx, which come first
/// (Linux 6.6), then the filters of priority 1. `hook`: TcEgress or TcIngress; `interface` is of
/// the calling thread's network namespace.
[[nodiscard]] Result<std::vector<TcLink>> first_of_chain(int interface, Hook hook);

}  // namespace canary
