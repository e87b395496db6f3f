// SPDX-License-Identifier: Apache-2.0
#include "kernel/hook_runs.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "kernel/uplink_watch.h"

namespace canary {
namespace {

/// What CPUs count for themselves, of all of them.
struct RunsOfCpus {
  std::uint64_t freed = 0;
  std::uint64_t freed_by_probes = 0;
  std::uint64_t lookups = 0;
};

RunsOfCpus sum_runs(std::span<const canary_cpu> cpus) {
  RunsOfCpus sum;
  for (const canary_cpu& cpu : cpus) {
    sum.freed += cpu.kfree_skb_runs;
    sum.freed_by_probes += cpu.kfree_skb_probe_runs;
    sum.lookups += cpu.lookup_runs;
  }
  return sum;
}

std::uint64_t runs_of(Hook hook, const RunsOfCpus& cpus, const PacketCounters& packets) {
  switch (hook) {
    case Hook::XfrmLookup:
      return cpus.lookups;
    case Hook::XfrmReplayOverflow:
      return packets.total(CounterStage::Encrypted);
    case Hook::TcEgress:
      return packets.total(CounterStage::Left);
    case Hook::TcIngress:
      return packets.total(CounterStage::Arrived);
    case Hook::XfrmReplayAdvance:
      return packets.total(CounterStage::Decrypted);
    case Hook::KfreeSkb:
      return cpus.freed;
  }
  std::unreachable();
}

}  // namespace

std::vector<HookRuns> count_hook_runs(const AttachPlan& plan,
                                      const std::vector<std::string>& uplinks,
                                      std::span<const canary_cpu> cpus,
                                      const PacketCounters& packets) {
  const RunsOfCpus sum = sum_runs(cpus);
  std::vector<HookRuns> all;
  for (const Hook hook : kHooks) {
    if (!plan.mode_of(hook)) continue;
    std::string name(to_text(hook));
    if (UplinkWatch::watches(hook) && uplinks.size() == 1)
      name = fmt::format("{} {}", name, uplinks.front());
    all.push_back({std::move(name), runs_of(hook, sum, packets)});
  }
  if (plan.mode_of(Hook::KfreeSkb))
    all.push_back({std::string(kProbeNetnsHook), sum.freed_by_probes});
  return all;
}

}  // namespace canary
