// SPDX-License-Identifier: Apache-2.0
#include "session/live_stages.h"

#include <utility>

#include "session/reflector_options.h"

namespace canary {

std::unique_ptr<EvidenceService> LiveStages::make_evidence_service(Action report) {
  if (options_.evidence.listen.empty()) return nullptr;
  return std::make_unique<EvidenceService>(prepared_.plan.header, loop_, prepared_.clock,
                                           std::move(report));
}

Result<std::unique_ptr<XfrmObserver>> LiveStages::start_observer(Observe observe) {
  return XfrmObserver::start(prepared_.plan.observer, prepared_.features, loop_, prepared_.clock,
                             std::move(observe));
}

Result<std::unique_ptr<XfrmMonitor>> LiveStages::start_monitor(Observe observe) {
  return XfrmMonitor::start(options_.netns.node, loop_, prepared_.clock, std::move(observe));
}

Result<std::unique_ptr<Reflector>> LiveStages::start_reflector(Observe observe) {
  if (!options_.reflector) return nullptr;
  return Reflector::start(loop_, prepared_.clock,
                          reflector_options(options_.netns, options_.local, options_.control_local,
                                            options_.port, prepared_.plan.prober.key),
                          std::move(observe));
}

Result<std::unique_ptr<StopSignal>> LiveStages::watch_signals(Action stop, Action reload) {
  return StopSignal::watch(loop_, std::move(stop),
                           differences_.reloads ? std::move(reload) : nullptr);
}

Result<void> LiveStages::open(EvidenceService& service) {
  return service.open(options_.evidence, *prepared_.inputs.secrets, options_.netns.node);
}

Result<std::unique_ptr<AgentWatch>> LiveStages::start_agent_watch(Observe observe) {
  AgentWatchOptions watching;
  watching.spec = prepared_.inputs.agent;
  watching.interval = options_.criteria.agent_interval;
  watching.netns = options_.netns.node;
  if (differences_.agent_must_be_up)
    if (auto up = AgentWatch::check_once(watching); !up) return std::unexpected(up.error());
  return AgentWatch::start(loop_, prepared_.clock, watching, std::move(observe));
}

Result<std::unique_ptr<Prober>> LiveStages::start_prober(Observe observe) {
  return Prober::start(loop_, prepared_.clock, prepared_.plan.prober, std::move(observe));
}

}  // namespace canary
