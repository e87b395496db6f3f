// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "base/event_loop.h"
#include "base/time.h"
#include "kernel/kernel_features.h"
#include "kernel/observer_options.h"
#include "model/observation.h"

namespace canary {

/// The kernel's side of the evidence: loads and attaches the programs of bpf/, pushes their events
/// and counts as observations, watches that they stay attached. Drops are pushed at once, events of
/// probes within CANARY_READ_INTERVAL_MS; each has the kernel's time. Detaches everything when
/// destroyed.
class XfrmObserver {
 public:
  /// Attaches. What cannot be attached, and was not forced off, is an Environment error that names
  /// the hook, the reason and the way out. `loop` and `observe` must outlive the observer.
  static Result<std::unique_ptr<XfrmObserver>> start(const ObserverOptions& options,
                                                     const KernelFeatures& features,
                                                     EventLoop& loop, BootClock clock,
                                                     Observe observe);
  virtual ~XfrmObserver() = default;

  /// Counts from now on what passes in the clear between the ends of these policies.
  virtual void look_for_plaintext(std::span<const XfrmPolicy> policies) = 0;
  /// Pushes all that has happened until now: events, counts, how often hooks ran. Where drops go on
  /// meanwhile, the kernel's drop counters are left out.
  virtual void report() = 0;
  /// Ends the watch over drops, then pushes all that is left: events, counts, how often hooks ran.
  virtual void finish() = 0;
};

}  // namespace canary
