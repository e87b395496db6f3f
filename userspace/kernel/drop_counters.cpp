// SPDX-License-Identifier: Apache-2.0
#include "kernel/drop_counters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace canary {
namespace {

std::uint64_t sum_of_row(std::span<const canary_cpu> cpus, std::size_t row) {
  std::uint64_t sum = 0;
  for (const canary_cpu& cpu : cpus) sum += cpu.drop_counters[row];
  return sum;
}

}  // namespace

XfrmStatRead sum_drop_counters(std::span<const std::string> names,
                               std::span<const canary_cpu> cpus) {
  XfrmStatRead read;
  for (std::size_t row = 0; row < names.size() && row < CANARY_MAX_DROP_COUNTERS; ++row)
    read.counters.emplace(names[row], sum_of_row(cpus, row));
  return read;
}

Result<void> compare_drop_counters(const XfrmStat& before, std::span<const canary_cpu> cpus,
                                   const XfrmStat& after, bool all_cpus_watched) {
  const std::size_t rows =
      std::min({before.size(), after.size(), std::size_t{CANARY_MAX_DROP_COUNTERS}});
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t found = sum_of_row(cpus, row);
    const std::uint64_t least = all_cpus_watched ? before[row].second : 0;
    if (found >= least && found <= after[row].second) continue;
    return environment_error(fmt::format(
        "cannot find the kernel's drop counters: {} is {} in /proc/net/xfrm_stat, and {} where it "
        "was looked for; without them drops are not seen: go on without them with --without "
        "kfree_skb",
        before[row].first, before[row].second, found));
  }
  return {};
}

}  // namespace canary
