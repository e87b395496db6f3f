// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "agent/agent_watch.h"
#include "kernel/xfrm_monitor.h"
#include "kernel/xfrm_observer.h"
#include "probe/prober.h"
#include "probe/reflector.h"
#include "session/evidence_service.h"
#include "session/stop_signal.h"

namespace canary {

/// Starts one stage with each call; what it returns runs until it is destroyed. Whom `observe` and
/// the other functions belong to outlives the stages.
class StageStarter {
 public:
  using Action = std::function<void()>;

  virtual ~StageStarter() = default;
  /// Makes the service that peers ask. It keeps what is pushed from now on, but does not listen
  /// yet. Null where nobody may ask. `report` has the other stages push what has happened until
  /// now.
  virtual std::unique_ptr<EvidenceService> make_evidence_service(Action report) = 0;
  virtual Result<std::unique_ptr<XfrmObserver>> start_observer(Observe observe) = 0;
  virtual Result<std::unique_ptr<XfrmMonitor>> start_monitor(Observe observe) = 0;
  /// Returns null where this node does not answer probes itself.
  virtual Result<std::unique_ptr<Reflector>> start_reflector(Observe observe) = 0;
  virtual Result<std::unique_ptr<StopSignal>> watch_signals(Action stop, Action reload) = 0;
  /// Has the service listen, where there is one.
  virtual Result<void> open(EvidenceService& service) = 0;
  virtual Result<std::unique_ptr<AgentWatch>> start_agent_watch(Observe observe) = 0;
  virtual Result<std::unique_ptr<Prober>> start_prober(Observe observe) = 0;
};

/// What a session does with what its stages see and hear.
struct StageEvents {
  Observe observe;
  StageStarter::Action stop;    ///< SIGINT or SIGTERM came
  StageStarter::Action reload;  ///< SIGHUP came; never called where the starter leaves it alone
};

/// The stages that `verify` and `run` consist of, all of them running. They start in this order:
///
///     observer, monitor   so that nothing that a probe meets goes unseen
///     reflector           so that peers that started earlier are answered
///     stop signal         before any thread, which would take the signals otherwise
///     evidence service    its threads begin here
///     agent watch         its thread begins here
///     prober              last: whatever becomes of the first probe is seen
class Stages {
 public:
  /// Starts them all. The error is that of the first one that cannot be started; those that were
  /// started before it have ended then.
  static Result<std::unique_ptr<Stages>> start(StageStarter& starter);
  Stages(const Stages&) = delete;
  Stages& operator=(const Stages&) = delete;

  /// Passes on what was seen while the stages started, and from then on all that happens. To be
  /// called once, before the loop runs.
  void pass_on_to(StageEvents events);

  /// Has the stages push all that has happened until now.
  void report();
  /// Tells peers that nothing more will be pushed; what there is, is served on.
  void end_evidence(Instant at);

  [[nodiscard]] XfrmObserver& observer() { return *observer_; }
  [[nodiscard]] XfrmMonitor& monitor() { return *monitor_; }
  [[nodiscard]] Prober& prober() { return *prober_; }
  /// Null where this node does not answer probes itself.
  [[nodiscard]] const Reflector* reflector() const { return reflector_.get(); }

 private:
  Stages() = default;
  Result<void> start_all(StageStarter& starter);
  void on_observed(Instant at, Observed what);

  StageEvents events_;
  std::vector<std::pair<Instant, Observed>> early_;  ///< seen before there was anybody to take it
  std::unique_ptr<XfrmObserver> observer_;
  std::unique_ptr<XfrmMonitor> monitor_;
  std::unique_ptr<Reflector> reflector_;
  std::unique_ptr<Prober> prober_;
  std::unique_ptr<StopSignal> signal_;
  std::unique_ptr<AgentWatch> agent_;
  std::unique_ptr<EvidenceService> evidence_;  ///< last: its threads ask the others to report
};

}  // namespace canary
