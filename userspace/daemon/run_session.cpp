// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_session.h"

#include <fmt/format.h>

#include <ranges>
#include <utility>
#include <variant>

#include "base/memory.h"
#include "daemon/session_cut.h"

namespace canary {
namespace {

TransitionTimes transition_times(const VerifyOptions& session) {
  return {session.baseline, session.criteria.settle, session.criteria.deadline};
}

NodeIdentity identity_of(const SessionHeader& header, const std::string& version) {
  return {header.node, version, header.started, header.local_addresses};
}

}  // namespace

Result<std::unique_ptr<RunSession>> RunSession::start(Setting setting, StageStarter& starter) {
  auto stages = Stages::start(starter);
  if (!stages) return std::unexpected(stages.error());
  const std::string token = setting.token;
  std::unique_ptr<RunSession> session(new RunSession(std::move(setting), *std::move(stages)));
  if (auto started = session->start_threads(token); !started)
    return std::unexpected(started.error());
  session->keep_house();
  return_free_memory();  // of what was read to attach, little is needed any more
  session->status_.say(fmt::format("watching {} paths to {} peers; metrics on http://{}/metrics",
                                   session->roster_.paths().size(), session->roster_.configured(),
                                   to_text(session->pages_->endpoint())));
  return session;
}

RunSession::RunSession(Setting setting, std::unique_ptr<Stages> stages)
    : options_(setting.options),
      loop_(setting.loop),
      clock_(setting.clock),
      secrets_(std::move(setting.secrets)),
      own_addresses_(setting.header.local_addresses),
      timeline_(setting.header, {.window = options_.window}),
      status_(identity_of(setting.header, setting.version), setting.header,
              options_.session.criteria.interval, std::move(setting.say)),
      roster_(options_.session.node, options_.session.peers),
      transition_(transition_times(options_.session)),
      look_timer_(loop_, clock_, [this] { look_at_paths(); }),
      stages_(std::move(stages)) {
  stages_->pass_on_to({
      .observe = [this](Instant at, Observed what) { on_observed(at, std::move(what)); },
      .stop = [this] { loop_.stop(); },
      .reload = [this] { reload(); },
  });
  status_.set_peers(roster_.peers());
  tell_transition();
}

/// Signals are blocked by now.
Result<void> RunSession::start_threads(const std::string& token) {
  auto worker = JudgeWorker::start(loop_, clock_, options_.session, secrets_,
                                   [this](const Judgement& judgement) { on_judged(judgement); });
  if (!worker) return std::unexpected(worker.error());
  worker_ = *std::move(worker);
  auto pages = RunPages::start(
      {options_.listen, token}, loop_, clock_,
      {status_.board(), status_.metrics(), [this] { return timeline_.since(timeline_.begins()); },
       [this] { return look_at_now(); },
       [this](NodeTimeline seen) { return worker_->judge_now(std::move(seen)); }});
  if (!pages) return std::unexpected(pages.error());
  pages_ = *std::move(pages);
  return start_peer_watch();
}

Result<void> RunSession::start_peer_watch() {
  if (options_.peers_file.empty() && options_.peers_dns.empty()) return {};
  auto watch = PeerWatch::start(loop_,
                                {.file = options_.peers_file,
                                 .dns = options_.peers_dns,
                                 .stamp_port = options_.session.port,
                                 .own = own_addresses_},
                                [this](const PeerWatch::Update& update) {
                                  if (!update.trouble.empty()) status_.say(update.trouble);
                                  change_paths(roster_.set_found(update.peers));
                                });
  if (!watch) return std::unexpected(watch.error());
  peer_watch_ = *std::move(watch);
  return {};
}

void RunSession::keep_house() {
  housekeeping_.emplace(loop_, clock_, options_.window,
                        Housekeeping::Chores{
                            .each_slot = [this](Duration late) { on_slot(late); },
                            .each_second = [this] { on_second(); },
                            .read_counters = [this] { stages_->observer().report(); },
                            .list_tables = [this] { list_tables(); },
                        });
}

void RunSession::on_observed(Instant at, Observed what) {
  status_.observe(at, what);
  if (const auto* path = std::get_if<PathAdded>(&what)) roster_.added(*path);
  if (const auto look = pace_.observe(at, what)) look_timer_.by(*look);
  baseline_.observe(at, what);
  if (pace_.suspect(roster_.suspects(what))) look_at_paths();
  if (std::holds_alternative<AgentGone>(what)) on_agent_gone(at);
  if (std::holds_alternative<AgentReady>(what)) {
    transition_.agent_ready(at);
    set_all_paces();
    tell_transition();
  }
  timeline_.observe(at, std::move(what));
}

void RunSession::on_agent_gone(Instant at) {
  say_what_was_broken_before(at);
  if (const auto over = transition_.agent_gone(at)) judge_transition(*over);
  set_all_paces();
  tell_transition();
}

/// The agent may have gone at any time since the last poll, and what was sent then is not overdue
/// before its deadline.
void RunSession::say_what_was_broken_before(Instant gone) const {
  constexpr std::size_t kMostSaid = 8;
  const Criteria& criteria = options_.session.criteria;
  const auto troubles = baseline_.troubles(gone, criteria.agent_interval + criteria.deadline);
  for (const std::string& trouble : troubles | std::views::take(kMostSaid)) status_.say(trouble);
  if (troubles.size() > kMostSaid)
    status_.say(fmt::format("{} more are unreachable already", troubles.size() - kMostSaid));
}

void RunSession::on_judged(const Judgement& judgement) {
  transition_.judged();
  status_.judged(judgement, transition_.gone(), transition_.pending());
}

void RunSession::on_slot(Duration late) {
  const Instant now = clock_.now();
  status_.turned(now, late);
  if (const auto over = transition_.advance(now)) {
    judge_transition(*over);
    set_all_paces();
  }
}

/// Settles what is decided, and forgets what is too old.
void RunSession::on_second() {
  status_.decided(timeline_.advance(clock_.now(), transition_.began()));
  if (const Reflector* reflector = stages_->reflector())
    status_.set_requests(reflector->counters());
}

void RunSession::list_tables() {
  if (auto listed = stages_->monitor().report(); !listed) status_.say(listed.error().message);
}

/// Peers are taken over; all else needs a restart, which is said.
void RunSession::reload() {
  const auto reloaded = options_.read_again();
  if (!reloaded)
    return status_.say(fmt::format("nothing is reloaded: {}", reloaded.error().message));
  change_paths(roster_.set_configured(reloaded->session.peers));
  status_.say(fmt::format("reloaded: {} peers are configured", roster_.configured()));
  if (reloaded->settings != options_.settings)
    status_.say("other settings than peers have changed: they wait for a restart");
}

void RunSession::change_paths(const ProbedPeers::Change& change) {
  for (const Ssid path : change.gone) remove_path(path);
  timeline_.set_peers(roster_.peers());
  for (const ProbeTarget& target : change.come)
    if (auto added = stages_->prober().add_target(target); !added)
      status_.say(added.error().message);
  set_all_paces();
  status_.set_peers(roster_.peers());
  return_free_memory();  // of what was read of peers, little is needed any more
}

void RunSession::remove_path(Ssid path) {
  stages_->prober().remove_target(path);
  timeline_.remove_path(path);
  pace_.forget(path);
  baseline_.forget(path);
  status_.path_removed(path);
}

void RunSession::look_at_paths() {
  stages_->prober().receive_waiting();
  for (const PathWatch::Change& change : pace_.look(clock_.now())) {
    status_.path_changed(roster_.paths().at(change.ssid), change);
    set_pace(change.ssid);
  }
  if (const auto overdue = pace_.next_overdue()) look_timer_.by(*overdue);
}

void RunSession::set_pace(Ssid path) {
  if (const auto interval = pace_.dense_interval(path, transition_.open()))
    stages_->prober().probe_densely(path, *interval);
  else
    stages_->prober().probe_usually(path);
}

void RunSession::set_all_paces() {
  for (const auto& [ssid, path] : roster_.paths()) set_pace(ssid);
}

void RunSession::tell_transition() {
  status_.set_transition(transition_.gone(), transition_.pending());
}

void RunSession::judge_transition(const TransitionWatch::Over& over) {
  stages_->report();
  NodeTimeline seen = cut_transition(timeline_, over, clock_.now());
  if (beginning_is_forgotten(seen, over, options_.session.baseline))
    status_.say(
        "the transition took so long that its beginning is forgotten: a look at the agent's log "
        "tells why it was away");
  worker_->judge(std::move(seen));
}

NodeTimeline RunSession::look_at_now() {
  stages_->report();
  return cut_now(timeline_, clock_.now());
}

}  // namespace canary
