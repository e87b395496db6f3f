// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "kernel/attach_plan.h"
#include "kernel/bpf_programs.h"
#include "kernel/packet_counters.h"
#include "kernel/plaintext_counters.h"
#include "model/observation.h"

namespace canary {

/// Tells what the programs have counted, where it is another number than was told last.
class ProgramCounts {
 public:
  /// Borrows `programs` and `observe`.
  ProgramCounts(const BpfPrograms& programs, BootClock clock, const Observe& observe)
      : programs_(programs), clock_(clock), observe_(observe) {}

  /// Tells that nothing was counted before now.
  void begin() { last_told_ = clock_.now(); }
  /// Tells packets of ESP by SPI and stage.
  void tell_packets();
  /// Tells what passed in the clear, and how many events found no room. Whatever was lost until the
  /// counters are read lies between this and the last time.
  void tell_clear_and_lost();
  /// Tells how often each hook of `plan` ran, and those of `uplinks`.
  void tell_runs(const AttachPlan& plan, const std::vector<std::string>& uplinks);

 private:
  void tell_clear();
  void tell_lost();

  const BpfPrograms& programs_;
  BootClock clock_;
  const Observe& observe_;
  PacketCounters packets_;
  PlaintextCounters plaintext_;
  Instant last_told_;
  std::uint64_t lost_ = 0;
  std::uint64_t plaintext_uncounted_ = 0;
};

}  // namespace canary
