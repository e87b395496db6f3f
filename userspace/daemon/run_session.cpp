// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "agent/agent_watch.h"
#include "base/loop_call.h"
#include "base/memory.h"
#include "base/secret_file.h"
#include "daemon/judge_worker.h"
#include "daemon/probed_peers.h"
#include "daemon/run_pages.h"
#include "kernel/kernel_symbols.h"
#include "kernel/xfrm_monitor.h"
#include "metrics/metrics.h"
#include "peers/peer_list.h"
#include "peers/peer_watch.h"
#include "probe/reflector.h"
#include "session/evidence_service.h"
#include "session/reflector_options.h"
#include "session/stop_signal.h"
#include "session/verify_plan.h"
#include "watch/path_watch.h"
#include "watch/peer_finder.h"
#include "watch/transition_watch.h"

namespace canary {
namespace {

/// Probes are sent at multiples of it, and all else that is done again and again, in one wake-up:
/// the observer's reading too (CANARY_READ_INTERVAL_MS).
constexpr Duration kSlot = std::chrono::milliseconds(250);
/// In the time in which every pair is covered: slots are shorter where that is short.
constexpr int kLeastSlots = 10;
constexpr Duration kSettleInterval = std::chrono::seconds(1);
/// Sessions can begin only where the counters were read.
constexpr Duration kReadInterval = std::chrono::seconds(15);
/// A path of which something is suspected, while an agent restarts, and while it is out.
constexpr Duration kSuspectedInterval = std::chrono::milliseconds(20);
constexpr Duration kTransitionInterval = std::chrono::milliseconds(100);

TransitionTimes transition_times(const RunOptions& options) {
  const Criteria& criteria = options.session.criteria;
  return {options.session.baseline, criteria.settle, criteria.deadline};
}

/// Of peers that come later nothing is known when the kernel side is attached.
Result<void> expect_more_peers(const RunOptions& options, VerifyPlan& plan) {
  // A file that cannot be read yet is told of later, and again.
  if (const auto listed = read_peer_file(options.peers_file); listed)
    plan.observer.peers += listed->size();
  plan.observer.peers_later = 1024;
  // Only the latest counts before each reading are kept.
  plan.observer.counts_each_second = false;
  const auto lengths = usual_probe_lengths(options.session.netns.probe, plan.prober.key);
  if (!lengths) return std::unexpected(lengths.error());
  for (const std::uint32_t length : *lengths)
    if (std::ranges::find(plan.observer.probe_lengths, length) == plan.observer.probe_lengths.end())
      plan.observer.probe_lengths.push_back(length);
  plan.observer.protected_remote.insert(plan.observer.protected_remote.end(),
                                        options.session.protects.begin(),
                                        options.session.protects.end());
  return {};
}

/// Owns the stages and passes on what they see.
class RunSession {
 public:
  RunSession(const RunOptions& options, VerifyPlan plan, EventLoop& loop, BootClock clock,
             std::optional<EvidenceSecrets> secrets)
      : options_(options),
        secrets_(std::move(secrets)),
        plan_(std::move(plan)),
        loop_(loop),
        clock_(clock),
        timeline_(plan_.header, {.window = options.window}),
        metrics_(CANARY_VERSION, plan_.header.kernel),
        board_(
            {plan_.header.node, CANARY_VERSION, plan_.header.started, plan_.header.local_addresses},
            options.session.criteria.interval),
        transition_(transition_times(options)),
        configured_(options.session.peers) {
    for (const PeerAddresses& peer : plan_.header.peers) finder_.add(peer);
  }

  Result<void> start(const KernelFeatures& features, KernelSymbols symbols, const AgentSpec& agent,
                     const std::string& token) {
    const Observe observe = [this](Instant at, Observed what) { on_observed(at, std::move(what)); };
    const VerifyOptions& session = options_.session;
    if (!session.evidence.listen.empty())
      evidence_.emplace(plan_.header, loop_, clock_, [this] { report(); });
    auto observer =
        XfrmObserver::start(plan_.observer, features, std::move(symbols), loop_, clock_, observe);
    if (!observer) return std::unexpected(observer.error());
    observer_ = std::move(*observer);
    auto monitor = XfrmMonitor::start(session.netns.node, loop_, clock_, observe);
    if (!monitor) return std::unexpected(monitor.error());
    monitor_ = std::move(*monitor);
    if (session.reflector) {
      auto reflector =
          Reflector::start(loop_, clock_,
                           reflector_options(session.netns, session.local, session.control_local,
                                             session.port, plan_.prober.key));
      if (!reflector) return std::unexpected(reflector.error());
      reflector_ = std::move(*reflector);
    }
    // Before any thread: signals are blocked in all of them.
    auto signal = StopSignal::watch(
        loop_, [this] { loop_.stop(); }, [this] { reload(); });
    if (!signal) return std::unexpected(signal.error());
    stop_ = std::move(*signal);
    if (auto threads = start_threads(agent, token, observe); !threads) return threads;
    auto prober = Prober::start(loop_, clock_, plan_.prober, observe);
    if (!prober) return std::unexpected(prober.error());
    prober_ = std::move(*prober);
    if (auto looking = start_peer_watch(); !looking) return looking;
    last_tick_ = clock_.now();
    tick();
    settle();
    loop_.after(EventLoop::until_multiple_of(kReadInterval), [this] { read_counters(); });
    loop_.after(options_.window / 2, [this] { list_tables(); });
    return_free_memory();  // of what was read to attach, little is needed any more
    say(fmt::format("watching {} paths to {} peers; metrics on http://{}/metrics", paths_.size(),
                    session.peers.size(), to_text(pages_->endpoint())));
    return {};
  }

 private:
  static void say(const std::string& sentence) {
    fmt::print(stderr, "xfrm-canary: {}\n", sentence);
  }

  Result<void> start_threads(const AgentSpec& agent, const std::string& token,
                             const Observe& observe) {
    const VerifyOptions& session = options_.session;
    if (evidence_)
      if (auto open = evidence_->open(session.evidence, *secrets_, session.netns.node); !open)
        return open;
    auto worker = JudgeWorker::start(loop_, clock_, session, secrets_,
                                     [this](const Judgement& judgement) { on_judged(judgement); });
    if (!worker) return std::unexpected(worker.error());
    worker_ = std::move(*worker);
    publish_peers();
    publish_status();
    auto pages = RunPages::start(
        {options_.listen, token}, loop_, clock_,
        {board_, metrics_, [this] { return timeline_.since(timeline_.begins()); },
         [this] { return look_at_now(); },
         [this](NodeTimeline seen) { return worker_->judge_now(std::move(seen)); }});
    if (!pages) return std::unexpected(pages.error());
    pages_ = std::move(*pages);
    AgentWatchOptions watching;
    watching.spec = agent;
    watching.interval = session.criteria.agent_interval;
    watching.netns = session.netns.node;
    auto watch = AgentWatch::start(loop_, clock_, watching, observe);
    if (!watch) return std::unexpected(watch.error());
    agent_ = std::move(*watch);
    return {};
  }

  Result<void> start_peer_watch() {
    if (options_.peers_file.empty() && options_.peers_dns.empty()) return {};
    auto watch = PeerWatch::start(loop_,
                                  {.file = options_.peers_file,
                                   .dns = options_.peers_dns,
                                   .stamp_port = options_.session.port,
                                   .own = plan_.header.local_addresses},
                                  [this](const PeerWatch::Update& update) {
                                    if (!update.trouble.empty()) say(update.trouble);
                                    coming_and_going_ = update.peers;
                                    set_peers();
                                  });
    if (!watch) return std::unexpected(watch.error());
    peer_watch_ = std::move(*watch);
    return {};
  }

  /// Peers are taken over; all else needs a restart, which is said.
  void reload() {
    const auto command = parse_words(options_.given);
    if (!command) return say(fmt::format("nothing is reloaded: {}", command.error().message));
    const auto& reloaded = std::get<RunOptions>(*command);
    configured_ = reloaded.session.peers;
    set_peers();
    say(fmt::format("reloaded: {} peers are configured", configured_.size()));
    if (reloaded.settings != options_.settings)
      say("other settings than peers have changed: they wait for a restart");
  }

  /// Those that are there no more go, those that are new come; all others are probed on.
  void set_peers() {
    std::vector<PeerSpec> peers = configured_;
    peers.insert(peers.end(), coming_and_going_.begin(), coming_and_going_.end());
    const auto change = probed_.change_to(peers);
    for (const Ssid ssid : change.gone) remove_path(ssid);
    for (const PeerAddresses& peer : plan_.header.peers)
      if (std::ranges::find(peers, peer.name, &PeerSpec::name) == peers.end())
        finder_.remove(peer.name);
    plan_.header.peers.clear();
    for (const PeerSpec& peer : peers) plan_.header.peers.push_back(addresses_of(peer));
    for (const PeerAddresses& peer : plan_.header.peers) finder_.add(peer);
    timeline_.set_peers(plan_.header.peers);
    for (const ProbeTarget& target : change.come)
      if (auto added = prober_->add_target(target); !added) say(added.error().message);
    for (const auto& [ssid, path] : paths_) set_pace(ssid);
    publish_peers();
    return_free_memory();  // of what was read of peers, little is needed any more
  }

  void remove_path(Ssid ssid) {
    prober_->remove_target(ssid);
    timeline_.remove_path(ssid);
    watch_.forget(ssid);
    states_.erase(ssid);
    board_.set_reachable(ssid);
    paths_.erase(ssid);
  }

  void on_observed(Instant at, Observed what) {
    metrics_.observe(at, what);
    tell_sight(what);
    if (evidence_) evidence_->push(at, what);
    if (const auto* path = std::get_if<PathAdded>(&what)) on_path(*path);
    if (const auto* sent = std::get_if<ProbeSent>(&what))
      look_by(watch_.sent(sent->ssid, sent->sequence, at));
    if (const auto* reply = std::get_if<ReplyReceived>(&what))
      watch_.answered(reply->ssid, reply->sequence, reply->rtt);
    if (const auto suspects = finder_.suspects(what); !suspects.empty()) on_suspects(suspects);
    if (const auto* gone = std::get_if<AgentGone>(&what)) on_agent_gone(at, *gone);
    if (std::holds_alternative<AgentReady>(what)) on_agent_ready(at);
    timeline_.observe(at, std::move(what));
  }

  void on_suspects(const std::set<Ssid>& suspects) {
    bool any_new = false;
    for (const Ssid ssid : suspects) any_new |= watch_.suspect(ssid);
    if (any_new) look_at_paths();
  }

  void look_at_paths() {
    if (prober_) prober_->receive_waiting();
    for (const PathWatch::Change& change : watch_.advance(clock_.now())) on_change(change);
    if (const auto overdue = watch_.next_overdue()) look_by(*overdue);
  }

  /// Looks at the paths then, if not before.
  void look_by(Instant when) {
    if (next_look_ && next_look_->at <= when) return;
    if (next_look_) loop_.cancel(next_look_->timer);
    const Duration pause = std::max(when - clock_.now(), Duration::zero());
    next_look_ = {when, loop_.after(pause, [this] {
                    next_look_.reset();
                    look_at_paths();
                  })};
  }

  void on_path(const PathAdded& path) {
    paths_.insert_or_assign(
        path.ssid, Path{options_.session.node, path.remote, path.reflector.family, path.kind});
    probed_.added(path);
    finder_.add(path);
  }

  void on_agent_gone(Instant at, const AgentGone& gone) {
    say(fmt::format("the agent has gone: {}", gone.reason));
    if (const auto over = transition_.agent_gone(at)) judge_transition(*over);
    for (const auto& [ssid, path] : paths_) set_pace(ssid);
    publish_status();
  }

  void on_agent_ready(Instant at) {
    say("the agent is ready");
    transition_.agent_ready(at);
    for (const auto& [ssid, path] : paths_) set_pace(ssid);
    publish_status();
  }

  void tell_sight(const Observed& what) {
    if (const auto* gone = std::get_if<HookDetached>(&what)) {
      blind_hooks_.insert(gone->hook);
      say(fmt::format("{} sees nothing since {}: {}", gone->hook, to_rfc3339(gone->since),
                      gone->reason));
    } else if (const auto* back = std::get_if<HookAttached>(&what)) {
      if (blind_hooks_.erase(back->hook) != 0) say(fmt::format("{} sees again", back->hook));
    }
  }

  void set_pace(Ssid ssid) {
    const auto state = states_.find(ssid);
    if (state != states_.end() && state->second == PathWatch::State::Suspected)
      prober_->probe_densely(ssid, kSuspectedInterval);
    else if (transition_.open() || state != states_.end())
      prober_->probe_densely(ssid, kTransitionInterval);
    else
      prober_->probe_usually(ssid);
  }

  void tick() {
    const Instant now = clock_.now();
    metrics_.scheduling_delay(now - last_tick_);
    board_.alive(now);
    if (const auto over = transition_.advance(now)) {
      judge_transition(*over);
      for (const auto& [ssid, path] : paths_) set_pace(ssid);
    }
    const Duration pause = EventLoop::until_multiple_of(kSlot);
    last_tick_ = clock_.now() + pause;
    loop_.after(pause, [this] { tick(); });
  }

  void on_change(const PathWatch::Change& change) {
    if (change.state == PathWatch::State::Usual)
      states_.erase(change.ssid);
    else
      states_.insert_or_assign(change.ssid, change.state);
    const Path& path = paths_.at(change.ssid);
    if (change.state == PathWatch::State::Out) {
      board_.set_unreachable(change.ssid, {path, change.since});
      say(fmt::format("{}: probes do not come back since {}", to_text(path),
                      to_rfc3339(change.since)));
    } else if (change.state == PathWatch::State::Usual && board_.set_reachable(change.ssid)) {
      say(fmt::format("{}: probes come back", to_text(path)));
    }
    set_pace(change.ssid);
    tell_reachability();
  }

  /// Once a second: what is decided and what is too old.
  void settle() {
    const Instant now = clock_.now();
    for (const DecidedProbe& probe : timeline_.advance(now, transition_.began()))
      metrics_.decided(probe);
    if (reflector_) tell_requests(reflector_->counters());
    loop_.after(EventLoop::until_multiple_of(kSettleInterval), [this] { settle(); });
  }

  void tell_requests(const ReflectorCounters& totals) {
    metrics_.requests_answered(totals.answered);
    metrics_.requests_refused("no-probe", totals.not_stamp);
    metrics_.requests_refused("over-limit", totals.over_limit);
    metrics_.requests_refused("queue-full", totals.queue_full);
    metrics_.requests_refused("not-sent", totals.not_sent);
    metrics_.sessions_forgotten(totals.sessions_forgotten);
  }

  void read_counters() {
    observer_->report();
    loop_.after(EventLoop::until_multiple_of(kReadInterval), [this] { read_counters(); });
  }

  void list_tables() {
    if (auto listed = monitor_->report(); !listed) say(listed.error().message);
    loop_.after(options_.window / 2, [this] { list_tables(); });
  }

  void publish_status() {
    const bool open = transition_.open() || unjudged_ > 0;
    metrics_.transition(open);
    board_.set_transition(transition_.gone(), open);
  }

  void publish_peers() {
    board_.set_peers(plan_.header.peers);
    tell_reachability();
  }

  void tell_reachability() { metrics_.peers(plan_.header.peers.size(), board_.peers_cut_off()); }

  /// Has all pushed that was seen until now.
  void report() {
    observer_->report();
    if (prober_) prober_->receive_waiting();
  }

  void judge_transition(const TransitionWatch::Over& over) {
    report();
    NodeTimeline seen = timeline_.since(over.from);
    if (seen.header.started > over.from + options_.session.baseline)
      say("the transition took so long that its beginning is forgotten: a look at the agent's log "
          "tells why it was away");
    seen.observations.push_back({clock_.now(), seen.header.node, SessionEnded{over.reason}});
    worker_->judge(std::move(seen));
    ++unjudged_;
  }

  /// What `verify --after` would judge: the time since every path was probed often enough.
  NodeTimeline look_at_now() {
    report();
    const Criteria& criteria = options_.session.criteria;
    const Duration often_enough = criteria.interval * (criteria.clean_probes + 1);
    const Instant now = clock_.now();
    NodeTimeline seen = timeline_.since(now - std::max(criteria.settle, often_enough));
    seen.header.criteria.after_upgrade = true;
    seen.observations.push_back({now, seen.header.node, SessionEnded{"settled"}});
    return seen;
  }

  void on_judged(const Judgement& judgement) {
    metrics_.judged(judgement);
    board_.set_last(judgement);
    --unjudged_;
    publish_status();
    say(fmt::format("transition judged: {}: {}", to_text(judgement.verdict), judgement.reason));
  }

  const RunOptions& options_;
  std::optional<EvidenceSecrets> secrets_;
  VerifyPlan plan_;
  EventLoop& loop_;
  BootClock clock_;
  RollingTimeline timeline_;
  Metrics metrics_;
  StatusBoard board_;
  PathWatch watch_;
  PeerFinder finder_;
  TransitionWatch transition_;
  std::size_t unjudged_ = 0;  ///< transitions that are over
  std::vector<PeerSpec> configured_, coming_and_going_;
  ProbedPeers probed_;
  std::map<Ssid, Path> paths_;
  std::map<Ssid, PathWatch::State> states_;  ///< of those that are not as usual
  std::set<std::string> blind_hooks_;
  Instant last_tick_;  ///< when it should be next
  struct Look {
    Instant at;
    EventLoop::TimerId timer;
  };
  std::optional<Look> next_look_;  ///< at the paths
  std::unique_ptr<XfrmObserver> observer_;
  std::unique_ptr<XfrmMonitor> monitor_;
  std::unique_ptr<Reflector> reflector_;
  std::unique_ptr<Prober> prober_;
  std::unique_ptr<StopSignal> stop_;
  // Last: their threads end before what they use.
  std::unique_ptr<AgentWatch> agent_;
  std::unique_ptr<JudgeWorker> worker_;
  std::unique_ptr<PeerWatch> peer_watch_;
  std::unique_ptr<RunPages> pages_;
  std::optional<EvidenceService> evidence_;
};

}  // namespace

Result<ExitStatus> run_continuously(const RunOptions& options) {
  const auto agent = parse_agent_spec(options.session.agent);
  if (!agent) return std::unexpected(agent.error());
  auto secrets = read_evidence_secrets(options.session.evidence);
  if (!secrets) return std::unexpected(secrets.error());
  std::string token;
  if (!options.token_file.empty()) {
    auto read = read_secret("--token-file", options.token_file);
    if (!read) return std::unexpected(read.error());
    token = *std::move(read);
  }
  if (options.check_only) return ExitStatus::Fine;
  keep_no_memory_in_reserve();
  KernelSymbols symbols = KernelSymbols::read();
  const auto features = without(detect_kernel_features(symbols), options.session.without);
  if (!features) return std::unexpected(features.error());
  const BootClock clock = BootClock::measure();
  auto plan = plan_verify(options.session, std::string(kind_of(*agent)), features->release, clock);
  if (!plan) return std::unexpected(plan.error());
  plan->prober.slot = std::min(kSlot, plan->prober.interval / kLeastSlots);
  if (auto open = expect_more_peers(options, *plan); !open) return std::unexpected(open.error());
  const auto loop = EventLoop::make();
  if (!loop) return std::unexpected(loop.error());
  RunSession session(options, std::move(*plan), **loop, clock, *std::move(secrets));
  if (auto started = session.start(*features, std::move(symbols), *agent, token); !started)
    return std::unexpected(started.error());
  if (auto ran = (*loop)->run(); !ran) return std::unexpected(ran.error());
  return ExitStatus::Fine;
}

}  // namespace canary
