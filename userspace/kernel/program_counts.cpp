// SPDX-License-Identifier: Apache-2.0
#include "kernel/program_counts.h"

#include <utility>

#include "kernel/hook_runs.h"

namespace canary {

void ProgramCounts::tell_packets() {
  const Instant now = clock_.now();
  for (const PacketsCounted& counted : packets_.changed(programs_.counters()))
    observe_(now, counted);
}

void ProgramCounts::tell_clear_and_lost() {
  const Instant now = clock_.now();
  tell_clear();
  tell_lost();
  last_told_ = now;
}

void ProgramCounts::tell_clear() {
  const Instant now = clock_.now();
  for (const PlaintextCounted& counted : plaintext_.changed(programs_.plaintext_map()))
    observe_(now, counted);
  std::uint64_t uncounted = 0;
  for (const canary_cpu& cpu : programs_.cpus()) uncounted += cpu.plaintext_uncounted;
  if (uncounted != std::exchange(plaintext_uncounted_, uncounted))
    observe_(now, PlaintextUncounted{uncounted});
}

/// The time is taken after the reading, since a full ring goes on losing while this runs.
void ProgramCounts::tell_lost() {
  std::uint64_t lost = 0;
  for (const canary_cpu& cpu : programs_.cpus()) lost += cpu.events_lost + cpu.packets_uncounted;
  if (lost == lost_) return;
  observe_(clock_.now(), EventsLost{last_told_, lost - lost_});
  lost_ = lost;
}

void ProgramCounts::tell_runs(const AttachPlan& plan, const std::vector<std::string>& uplinks) {
  const Instant now = clock_.now();
  for (HookRuns& runs : count_hook_runs(plan, uplinks, programs_.cpus(), packets_))
    observe_(now, std::move(runs));
}

}  // namespace canary
