// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kernel/kernel_features.h"
#include "kernel/xfrm_observer.h"
#include "probe/stamp_authentication.h"
#include "session/evidence_service.h"
#include "session/reflect_options.h"

namespace canary {

/// Watches what happens to the probes of others on a reflector's node, and tells it to those that
/// ask.
class ReflectorWatch {
 public:
  /// Attaches to the node; null where no uplink is to be watched. `options` must outlive it.
  static Result<std::unique_ptr<ReflectorWatch>> start(const ReflectOptions& options,
                                                       EventLoop& loop, BootClock clock,
                                                       const std::optional<StampKey>& key);
  ReflectorWatch(const ReflectorWatch&) = delete;
  ReflectorWatch& operator=(const ReflectorWatch&) = delete;

  /// Takes what the reflector sees, too.
  void observe(Instant at, const Observed& what) { evidence_.push(at, what); }
  /// Begins to tell. Signals must be blocked before: threads begin here.
  Result<void> serve(const EvidenceSecrets& secrets) {
    return evidence_.open(options_.evidence, secrets, options_.netns.node);
  }

 private:
  ReflectorWatch(const ReflectOptions& options, std::string kernel, EventLoop& loop,
                 BootClock clock);
  Result<void> attach(const KernelFeatures& features, const std::optional<StampKey>& key);
  void read_counters();

  const ReflectOptions& options_;
  EventLoop& loop_;
  BootClock clock_;
  std::unique_ptr<XfrmObserver> observer_;
  EvidenceService evidence_;  ///< last: its threads ask for the observer's report
};

}  // namespace canary
