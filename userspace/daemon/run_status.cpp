// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_status.h"

#include <fmt/format.h>

#include <utility>

namespace canary {

RunStatus::RunStatus(NodeIdentity identity, const SessionHeader& header, Duration cover, Say say)
    : metrics_(identity.version, header),
      board_(std::move(identity), cover),
      say_(std::move(say)) {}

void RunStatus::observe(Instant at, const Observed& what) {
  metrics_.observe(at, what);
  say_what_hooks_see(what);
  if (const auto* found = std::get_if<UplinksFound>(&what)) say_uplinks(*found);
  if (const auto* gone = std::get_if<AgentGone>(&what))
    say(fmt::format("the agent has gone: {}", gone->reason));
  if (std::holds_alternative<AgentReady>(what)) say("the agent is ready");
}

void RunStatus::say_uplinks(const UplinksFound& found) {
  for (const std::string& hook : hooks_gone(uplinks_, found)) blind_hooks_.erase(hook);
  uplinks_ = found;
  std::string sentence = to_sentence(found);
  if (sentence == uplinks_said_) return;
  say(sentence);
  uplinks_said_ = std::move(sentence);
}

void RunStatus::say_what_hooks_see(const Observed& what) {
  if (const auto* gone = std::get_if<HookDetached>(&what)) {
    blind_hooks_.insert(gone->hook);
    say(fmt::format("{} sees nothing since {}: {}", gone->hook, to_rfc3339(gone->since),
                    gone->reason));
  } else if (const auto* back = std::get_if<HookAttached>(&what)) {
    if (blind_hooks_.erase(back->hook) != 0) say(fmt::format("{} sees again", back->hook));
  }
}

void RunStatus::set_peers(std::vector<PeerAddresses> peers) {
  peers_ = peers.size();
  board_.set_peers(std::move(peers));
  count_peers();
}

void RunStatus::count_peers() { metrics_.peers(peers_, board_.cut_off()); }

void RunStatus::path_changed(const Path& path, const PathWatch::Change& change) {
  if (change.state == PathWatch::State::Out) {
    board_.set_unreachable(change.ssid, {path, change.since});
    say(fmt::format("{}: probes do not come back since {}", to_text(path),
                    to_rfc3339(change.since)));
  } else if (change.state == PathWatch::State::Usual && board_.set_reachable(change.ssid)) {
    say(fmt::format("{}: probes come back", to_text(path)));
  }
  count_peers();
}

void RunStatus::set_transition(std::optional<Instant> agent_gone, bool open) {
  metrics_.transition(open);
  board_.set_transition(agent_gone, open);
}

void RunStatus::judged(const Judgement& judgement, std::optional<Instant> agent_gone, bool open) {
  metrics_.judged(judgement);
  board_.set_last(judgement);
  set_transition(agent_gone, open);
  say(fmt::format("transition judged: {}: {}", to_text(judgement.verdict), judgement.reason));
}

void RunStatus::turned(Instant now, Duration late) {
  metrics_.scheduling_delay(late);
  board_.alive(now);
}

void RunStatus::decided(const std::vector<DecidedProbe>& probes) {
  for (const DecidedProbe& probe : probes) metrics_.decided(probe);
}

void RunStatus::set_requests(const ReflectorCounters& totals) {
  metrics_.requests_answered(totals.answered);
  metrics_.requests_refused("no-probe", totals.not_stamp);
  metrics_.requests_refused("other-key", totals.other_key);
  metrics_.requests_refused("replayed", totals.replayed);
  metrics_.requests_refused("over-limit", totals.over_limit);
  metrics_.requests_refused("queue-full", totals.queue_full);
  metrics_.requests_refused("not-sent", totals.not_sent);
  metrics_.sessions_forgotten(totals.sessions_forgotten);
}

}  // namespace canary
