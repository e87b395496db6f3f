// SPDX-License-Identifier: Apache-2.0
#include "session/stages.h"

namespace canary {
namespace {

/// Keeps a stage that was started, or tells why it was not.
template <class Stage>
Result<void> keep(std::unique_ptr<Stage>& stage, Result<std::unique_ptr<Stage>> started) {
  if (!started) return std::unexpected(started.error());
  stage = *std::move(started);
  return {};
}

}  // namespace

Result<std::unique_ptr<Stages>> Stages::start(StageStarter& starter) {
  std::unique_ptr<Stages> stages(new Stages());
  if (auto started = stages->start_all(starter); !started) return std::unexpected(started.error());
  return stages;
}

Result<void> Stages::start_all(StageStarter& starter) {
  const Observe observe = [this](Instant at, Observed what) { on_observed(at, std::move(what)); };
  evidence_ = starter.make_evidence_service([this] { report(); });
  if (auto done = keep(observer_, starter.start_observer(observe)); !done) return done;
  if (auto done = keep(monitor_, starter.start_monitor(observe)); !done) return done;
  if (auto done = keep(reflector_, starter.start_reflector(observe)); !done) return done;
  auto signal = starter.watch_signals([this] { events_.stop(); }, [this] { events_.reload(); });
  if (auto done = keep(signal_, std::move(signal)); !done) return done;
  if (evidence_)
    if (auto done = starter.open(*evidence_); !done) return done;
  if (auto done = keep(agent_, starter.start_agent_watch(observe)); !done) return done;
  return keep(prober_, starter.start_prober(observe));
}

void Stages::pass_on_to(StageEvents events) {
  events_ = std::move(events);
  for (auto& [at, what] : std::exchange(early_, {})) events_.observe(at, std::move(what));
}

void Stages::on_observed(Instant at, Observed what) {
  // The observer was started before who tells of policies.
  if (const auto* seen = std::get_if<PoliciesSeen>(&what); seen != nullptr && observer_)
    observer_->look_for_plaintext(seen->policies);
  if (evidence_) evidence_->push(at, what);
  if (events_.observe)
    events_.observe(at, std::move(what));
  else
    early_.emplace_back(at, std::move(what));
}

void Stages::report() {
  observer_->report();
  prober_->receive_waiting();
}

void Stages::end_evidence(Instant at) {
  if (evidence_) evidence_->end(at);
}

}  // namespace canary
