// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "demand/demand.h"
#include "metrics/unreachable_peers.h"
#include "model/observation.h"
#include "model/verdict.h"
#include "timeline/carried_facts.h"
#include "timeline/rolling_timeline.h"

namespace canary {

/// What Prometheus is told of this node; docs/metrics.md has the list. It is written on one thread
/// and read on any.
class Metrics {
 public:
  /// `header` tells the kernel, and what the operator wants to be encrypted.
  Metrics(const std::string& version, const SessionHeader& header);

  /// Counts what was seen.
  void observe(Instant at, const Observed& what);
  /// Counts what became of a probe.
  void decided(const DecidedProbe& probe);
  /// Takes the judgement on one transition.
  void judged(const Judgement& judgement);
  /// Tells how many nodes are probed, and which of them are cut off.
  void peers(std::size_t all, const CutOffPeers& cut_off);
  /// Tells whether the agent is gone, or what it left is still to be judged.
  void transition(bool open);
  /// Take running totals of the reflector; docs/metrics.md has the reasons.
  void requests_answered(std::uint64_t total);
  void requests_refused(const std::string& reason, std::uint64_t total);
  void sessions_forgotten(std::uint64_t total);
  /// Takes how much later than it wanted to the canary got the CPU.
  void scheduling_delay(Duration late);

  /// Writes all of them in Prometheus' text exposition format.
  [[nodiscard]] std::string text() const;

 private:
  using Counters = prometheus::Family<prometheus::Counter>;
  using Gauges = prometheus::Family<prometheus::Gauge>;
  using Histograms = prometheus::Family<prometheus::Histogram>;
  using Counter = prometheus::Counter;
  using Gauge = prometheus::Gauge;
  using Histogram = prometheus::Histogram;
  Counters& counters(const std::string& name, const std::string& help);
  Gauges& gauges(const std::string& name, const std::string& help);
  Histograms& histograms(const std::string& name, const std::string& help);
  [[nodiscard]] PathKind kind_of(Ssid ssid) const;
  Counter& probes(PathKind kind, const std::string& outcome);
  void agent_is(bool ready);
  void hook_attached(const HookAttached& hook, Instant at);
  void hook_detached(const HookDetached& hook);
  void uplinks_found(const UplinksFound& found);
  void forget_hook(const std::string& hook);
  Counter& drops(const std::string& cause);
  Counter& lost_probes(const std::string& stage, const std::string& cause);
  void counters_read(const XfrmStatRead& read);
  void passed_in_clear(const PlaintextCounted& counted, Instant at);

  prometheus::Registry registry_;
  Counters &probes_, &answered_probes_, &no_answers_, &lost_probes_, &drops_, &transitions_,
      &refused_;
  Counter &plaintext_, &answered_, &forgotten_, &events_lost_, &blind_, &stalls_;
  Gauges &verdict_, &agent_ready_, &hooks_;
  Gauge &peers_, &peers_unreachable_, &transition_open_;
  UnreachablePeers unreachable_;
  std::map<PathKind, Histogram*> rtt_;
  Histogram &recovery_, &delay_;
  std::vector<PathKind> kinds_;  ///< by SSID
  std::map<std::pair<PathKind, DecidedProbe::End>, Counter*> decided_;
  std::map<DecidedProbe::Proof, Counter*> proofs_;  ///< of answered probes of encrypted paths
  Demand demand_;
  std::map<PlaintextKey, std::uint64_t> plaintext_seen_;
  std::map<std::string, HookDetached> detached_;  ///< hooks that are blind now
  std::map<std::string, std::string> hook_modes_;
  UplinksFound uplinks_;
};

}  // namespace canary
