// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session/preparation.h"
#include "session/stages.h"

namespace canary {

/// Starts the stages on this kernel, on its sockets, and on threads.
class LiveStages : public StageStarter {
 public:
  /// In what the stages of `verify` and those of `run` differ.
  struct Differences {
    bool agent_must_be_up = false;  ///< what was never there cannot go
    bool reloads = false;           ///< SIGHUP is heard; otherwise it ends the process
  };

  /// `options`, `prepared` and `loop` must outlive the stages.
  LiveStages(const VerifyOptions& options, Preparation& prepared, EventLoop& loop,
             Differences differences)
      : options_(options), prepared_(prepared), loop_(loop), differences_(differences) {}

  std::unique_ptr<EvidenceService> make_evidence_service(Action report) override;
  Result<std::unique_ptr<XfrmObserver>> start_observer(Observe observe) override;
  Result<std::unique_ptr<XfrmMonitor>> start_monitor(Observe observe) override;
  Result<std::unique_ptr<Reflector>> start_reflector(Observe observe) override;
  Result<std::unique_ptr<StopSignal>> watch_signals(Action stop, Action reload) override;
  Result<void> open(EvidenceService& service) override;
  Result<std::unique_ptr<AgentWatch>> start_agent_watch(Observe observe) override;
  Result<std::unique_ptr<Prober>> start_prober(Observe observe) override;

 private:
  const VerifyOptions& options_;
  Preparation& prepared_;
  EventLoop& loop_;
  Differences differences_;
};

}  // namespace canary
