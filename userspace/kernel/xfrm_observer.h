// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/event_loop.h"
#include "base/ip_address.h"
#include "base/time.h"
#include "kernel/attach_plan.h"
#include "kernel/kernel_features.h"
#include "model/observation.h"

namespace canary {

struct ObserverOptions {
  std::string node_netns;   ///< empty: the caller's
  std::string probe_netns;  ///< where probes are sent and answered from; empty: the caller's
  std::string uplink;       ///< device in that namespace
  std::string overlay;      ///< another, whose VXLAN packets carry ESP; empty: none
  std::uint16_t probe_port = 862;
  bool authenticated_probes = false;
  std::vector<std::uint32_t> probe_lengths;  ///< of the IP packets, in bytes
  std::vector<IpPrefix> protected_local;     ///< nothing may leave in the clear from these
  std::vector<IpPrefix> protected_remote;    ///< to these
  std::size_t peers = 1;                     ///< sizes the counter table,
  std::size_t peers_later = 0;               ///< and so does who may come later: counter_slots()
  bool counts_each_second = true;            ///< push what has changed; false: report() does
  std::vector<std::string> forced_off;       ///< hooks that must stay off (--without)
};

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
                                                     KernelSymbols symbols, EventLoop& loop,
                                                     BootClock clock, Observe observe);
  virtual ~XfrmObserver() = default;

  /// Pushes all that has happened until now: events, counts, how often hooks ran. Where drops go on
  /// meanwhile, the kernel's drop counters are left out.
  virtual void report() = 0;
  /// Ends the watch over drops, then pushes all that is left: events, counts, how often hooks ran.
  virtual void finish() = 0;
};

}  // namespace canary
