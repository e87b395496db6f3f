// SPDX-License-Identifier: Apache-2.0
#include "session/verification.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace canary {
namespace {

constexpr Duration kTick = std::chrono::milliseconds(50);
constexpr Duration kFlushInterval = std::chrono::seconds(1);
constexpr Duration kDrawInterval = std::chrono::milliseconds(250);
/// How far apart the ends of sessions may be that somebody ends together.
constexpr Duration kPeersStopWithin = std::chrono::milliseconds(250);

PhaseTimes phase_times(const VerifyOptions& options) {
  return {options.criteria.after_upgrade, options.baseline, options.gone_within,
          options.ready_within, options.criteria.settle};
}

}  // namespace

Verification::Verification(Setting setting, std::unique_ptr<Stages> stages)
    : options_(setting.options),
      loop_(setting.loop),
      clock_(setting.clock),
      secrets_(std::move(setting.secrets)),
      progress_(stderr, isatty(STDERR_FILENO) != 0),
      timeline_(std::move(setting.header), std::move(setting.recording),
                [this](const Error& error) { progress_.say(error.message); }),
      phases_(phase_times(options_), clock_.now()),
      stages_(std::move(stages)) {
  stages_->pass_on_to({
      .observe = [this](Instant at, Observed what) { on_observed(at, std::move(what)); },
      .stop = [this] { wind_up("interrupted"); },
      .reload = nullptr,
  });
  announce_phase();
  tick();
  flush();
  draw();
}

void Verification::on_observed(Instant at, Observed what) {
  if (std::holds_alternative<AgentGone>(what)) phases_.agent_gone(at);
  if (std::holds_alternative<AgentReady>(what)) phases_.agent_ready(at);
  progress_.observe(what);
  if (phases_.phase() == Phase::Baseline) baseline_.observe(at, what);
  timeline_.observe(at, std::move(what));
}

/// In a moment in which whoever upgrades can still think about it.
void Verification::tell_baseline() {
  constexpr Duration kLongest = std::chrono::seconds(1);
  const Duration patience = std::min(options_.baseline / 2, kLongest);
  for (const std::string& trouble : baseline_.troubles(clock_.now(), patience))
    progress_.say(trouble);
}

void Verification::announce_phase() {
  if (announced_ == Phase::Baseline && phases_.phase() != Phase::Baseline) tell_baseline();
  announced_ = phases_.phase();
  progress_.enter_phase(std::string(to_text(announced_)), clock_.now());
}

void Verification::tick() {
  phases_.advance(clock_.now());
  if (phases_.phase() == Phase::Judging) return wind_up(phases_.reason());
  if (phases_.phase() != announced_) announce_phase();
  loop_.after(kTick, [this] { tick(); });
}

void Verification::flush() {
  timeline_.flush();
  loop_.after(kFlushInterval, [this] { flush(); });
}

void Verification::draw() {
  progress_.draw(clock_.now());
  loop_.after(kDrawInterval, [this] { draw(); });
}

/// Sends no more probes, waits for the replies that may still come, and ends - a moment later,
/// since peers that are stopped together with this node need its evidence of their last probes.
void Verification::wind_up(const std::string& reason) {
  if (std::exchange(winding_up_, true)) return;
  stages_->prober().stop_sending();
  progress_.enter_phase(std::string(to_text(Phase::Judging)), clock_.now());
  loop_.after(options_.criteria.deadline + kPeersStopWithin, [this, reason] { finish(reason); });
}

void Verification::finish(const std::string& reason) {
  stages_->observer().finish();
  if (auto listed = stages_->monitor().report(); !listed) progress_.say(listed.error().message);
  const Instant end = clock_.now();
  stages_->end_evidence(end);
  timeline_.observe(end, SessionEnded{reason});
  timeline_.flush();
  if (secrets_) add_peer_evidence(timeline_, options_, *secrets_, clock_);
  timeline_.finish();
  loop_.stop();
}

}  // namespace canary
