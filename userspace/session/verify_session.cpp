// SPDX-License-Identifier: Apache-2.0
#include "session/verify_session.h"

#include <unistd.h>

#include <cstdio>
#include <optional>
#include <utility>

#include "agent/agent_watch.h"
#include "analysis/judge.h"
#include "cli/progress.h"
#include "kernel/kernel_symbols.h"
#include "kernel/xfrm_monitor.h"
#include "probe/reflector.h"
#include "session/evidence_service.h"
#include "session/peer_evidence.h"
#include "session/phases.h"
#include "session/publish.h"
#include "session/reflect_session.h"
#include "session/stop_signal.h"
#include "session/verify_plan.h"
#include "timeline/live_timeline.h"

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

/// Owns the stages and leads them through the phases.
class Session {
 public:
  Session(const VerifyOptions& options, VerifyPlan plan, EventLoop& loop, BootClock clock,
          std::optional<RecordingWriter> recording, std::optional<EvidenceSecrets> secrets)
      : options_(options),
        secrets_(std::move(secrets)),
        plan_(std::move(plan)),
        loop_(loop),
        clock_(clock),
        progress_(stderr, isatty(STDERR_FILENO) != 0),
        timeline_(plan_.header, std::move(recording),
                  [this](const Error& error) { progress_.say(error.message); }) {}

  Result<void> start(const KernelFeatures& features, KernelSymbols symbols,
                     const AgentSpec& agent) {
    const Observe observe = [this](Instant at, Observed what) { on_observed(at, std::move(what)); };
    if (!options_.evidence.listen.empty())
      evidence_.emplace(plan_.header, loop_, clock_, [this] { observer_->report(); });
    auto observer =
        XfrmObserver::start(plan_.observer, features, std::move(symbols), loop_, clock_, observe);
    if (!observer) return std::unexpected(observer.error());
    observer_ = std::move(*observer);
    auto monitor = XfrmMonitor::start(options_.netns.node, loop_, clock_, observe);
    if (!monitor) return std::unexpected(monitor.error());
    monitor_ = std::move(*monitor);
    auto reflector = start_own_reflector(loop_, clock_, options_, plan_.prober.key);
    if (!reflector) return std::unexpected(reflector.error());
    reflector_ = std::move(*reflector);
    // Before any thread: signals are blocked in all of them.
    auto signal = StopSignal::watch(loop_, [this] { wind_up("interrupted"); });
    if (!signal) return std::unexpected(signal.error());
    stop_ = std::move(*signal);
    if (evidence_)
      if (auto open = evidence_->open(options_.evidence, *secrets_, options_.netns.node); !open)
        return open;
    if (auto watching = start_agent_watch(agent, observe); !watching) return watching;
    auto prober = Prober::start(loop_, clock_, plan_.prober, observe);
    if (!prober) return std::unexpected(prober.error());
    prober_ = std::move(*prober);
    phases_.emplace(phase_times(options_), clock_.now());
    announce_phase();
    tick();
    flush();
    draw();
    return {};
  }

  [[nodiscard]] Judgement judgement() const { return judge(timeline_.timeline()); }

 private:
  /// Before an upgrade the agent must be up: what was never there cannot go.
  Result<void> start_agent_watch(const AgentSpec& agent, const Observe& observe) {
    AgentWatchOptions options;
    options.spec = agent;
    options.interval = options_.criteria.agent_interval;
    options.netns = options_.netns.node;
    if (!options_.criteria.after_upgrade)
      if (auto up = AgentWatch::check_once(options); !up) return up;
    auto watch = AgentWatch::start(loop_, clock_, options, observe);
    if (!watch) return std::unexpected(watch.error());
    agent_ = std::move(*watch);
    return {};
  }

  void on_observed(Instant at, Observed what) {
    if (std::holds_alternative<AgentGone>(what)) phases_->agent_gone(at);
    if (std::holds_alternative<AgentReady>(what)) phases_->agent_ready(at);
    progress_.observe(what);
    if (evidence_) evidence_->push(at, what);
    timeline_.observe(at, std::move(what));
  }

  void announce_phase() {
    announced_ = phases_->phase();
    progress_.enter_phase(std::string(to_text(announced_)), clock_.now());
  }

  void tick() {
    phases_->advance(clock_.now());
    if (phases_->phase() == Phase::Judging) return wind_up(phases_->reason());
    if (phases_->phase() != announced_) announce_phase();
    loop_.after(kTick, [this] { tick(); });
  }

  void flush() {
    timeline_.flush();
    loop_.after(kFlushInterval, [this] { flush(); });
  }

  void draw() {
    progress_.draw(clock_.now());
    loop_.after(kDrawInterval, [this] { draw(); });
  }

  /// Sends no more probes, waits for the replies that may still come, and ends - a moment later,
  /// since peers that are stopped together with this node need its evidence of their last probes.
  void wind_up(const std::string& reason) {
    if (std::exchange(winding_up_, true)) return;
    prober_->stop_sending();
    progress_.enter_phase(std::string(to_text(Phase::Judging)), clock_.now());
    loop_.after(options_.criteria.deadline + kPeersStopWithin, [this, reason] { finish(reason); });
  }

  void finish(const std::string& reason) {
    observer_->finish();
    if (auto listed = monitor_->report(); !listed) progress_.say(listed.error().message);
    const Instant end = clock_.now();
    if (evidence_) evidence_->end(end);
    timeline_.observe(end, SessionEnded{reason});
    timeline_.flush();
    if (secrets_) add_peer_evidence(timeline_, options_, *secrets_, clock_);
    timeline_.finish();
    loop_.stop();
  }

  const VerifyOptions& options_;
  std::optional<EvidenceSecrets> secrets_;
  VerifyPlan plan_;
  EventLoop& loop_;
  BootClock clock_;
  Progress progress_;
  LiveTimeline timeline_;
  std::optional<Phases> phases_;
  Phase announced_ = Phase::Baseline;
  bool winding_up_ = false;
  std::unique_ptr<XfrmObserver> observer_;
  std::unique_ptr<XfrmMonitor> monitor_;
  std::unique_ptr<Reflector> reflector_;
  std::unique_ptr<AgentWatch> agent_;
  std::unique_ptr<Prober> prober_;
  std::unique_ptr<StopSignal> stop_;
  std::optional<EvidenceService> evidence_;  ///< last: its threads ask for the observer's report
};

}  // namespace

Result<ExitStatus> run_verify(const VerifyOptions& options) {
  const auto agent = parse_agent_spec(options.agent);
  if (!agent) return std::unexpected(agent.error());
  KernelSymbols symbols = KernelSymbols::read();
  const auto features = without(detect_kernel_features(symbols), options.without);
  if (!features) return std::unexpected(features.error());
  auto secrets = read_evidence_secrets(options.evidence);
  if (!secrets) return std::unexpected(secrets.error());
  const BootClock clock = BootClock::measure();
  auto plan = plan_verify(options, std::string(kind_of(*agent)), features->release, clock);
  if (!plan) return std::unexpected(plan.error());
  std::optional<RecordingWriter> recording;
  if (!options.record_file.empty()) {
    auto opened = RecordingWriter::open(options.record_file, plan->header);
    if (!opened) return std::unexpected(opened.error());
    recording = std::move(*opened);
  }
  const auto loop = EventLoop::make();
  if (!loop) return std::unexpected(loop.error());
  std::optional<Judgement> judgement;
  {
    Session session(options, std::move(*plan), **loop, clock, std::move(recording),
                    *std::move(secrets));
    if (auto started = session.start(*features, std::move(symbols), *agent); !started)
      return std::unexpected(started.error());
    if (auto ran = (*loop)->run(); !ran) return std::unexpected(ran.error());
    judgement = session.judgement();
  }
  return publish(*judgement, options.reports);
}

}  // namespace canary
