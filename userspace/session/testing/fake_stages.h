// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "session/stages.h"

namespace canary::testing {

/// Starts stages of which the kernel's side and the agent are played by the test, which pushes
/// through `observe` what they see. Sockets are real, on loopback; the only path leads from
/// 127.0.0.2 to the own reflector. It must outlive the stages.
class FakeStages : public StageStarter {
 public:
  FakeStages(EventLoop& loop, BootClock clock) : loop_(loop), clock_(clock) {}

  std::unique_ptr<EvidenceService> make_evidence_service(Action report) override;
  Result<std::unique_ptr<XfrmObserver>> start_observer(Observe observe) override;
  Result<std::unique_ptr<XfrmMonitor>> start_monitor(Observe observe) override;
  Result<std::unique_ptr<Reflector>> start_reflector(Observe observe) override;
  Result<std::unique_ptr<StopSignal>> watch_signals(Action stop, Action reload) override;
  Result<void> open(EvidenceService& service) override;
  Result<std::unique_ptr<AgentWatch>> start_agent_watch(Observe observe) override;
  Result<std::unique_ptr<Prober>> start_prober(Observe observe) override;

  std::string fails;                 ///< the stage that cannot be started; empty: none
  bool answers = true;               ///< whether the reflector is there for the probes
  std::vector<std::string> journal;  ///< what was started, asked, and ended
  Observe observe;                   ///< set when the observer is started

 private:
  /// Writes `stage` into the journal, or tells that it cannot be started.
  Result<void> enter(std::string_view stage);

  EventLoop& loop_;
  BootClock clock_;
  std::uint16_t port_ = 0;  ///< of the reflector
};

}  // namespace canary::testing
