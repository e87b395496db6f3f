// SPDX-License-Identifier: Apache-2.0
#include "kernel/counter_slots.h"

#include <algorithm>
#include <bit>

#include "bpf/abi.h"

namespace canary {
namespace {

// A path has two SPIs in each direction while keys rotate, and a slot for each stage; twice that
// keeps the table half empty.
constexpr std::size_t kSlotsPerPeer = 16;
constexpr std::size_t kFewestSlots = 1024;
// An array's value is no larger than 4 MiB up to Linux 6.11 (array_map_alloc_check()).
constexpr std::size_t kMostSlots = 32768;
// The kernel takes all of it at once, and charges it to the daemon's memory cgroup.
constexpr std::size_t kMostSpareBytes = std::size_t{128} << 20;

}  // namespace

std::size_t counter_slots(const CounterDemand& demand) {
  const std::size_t can_be_spared =
      std::bit_floor(kMostSpareBytes / demand.cpus / sizeof(canary_counter));
  const std::size_t spare =
      std::min(std::bit_ceil(demand.peers_later * kSlotsPerPeer), can_be_spared);
  const std::size_t needed = std::bit_ceil(demand.peers * kSlotsPerPeer);
  return std::clamp(std::max(needed, spare), kFewestSlots, kMostSlots);
}

}  // namespace canary
