// SPDX-License-Identifier: Apache-2.0
#include "simulation/observer.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "simulation/agent_polls.h"

namespace canary::simulation {
namespace {

constexpr std::array<std::string_view, kHooks> kHookNames{
    "xfrm_replay_overflow", "xfrm_replay_advance", "xfrm_lookup_route", "kfree_skb",
    "tc_egress eth0",       "tc_ingress eth0",     kProbeNetnsHook};

/// Other packets of the node, which let every hook run.
constexpr std::uint64_t kOtherRuns = 1000;

/// Observations of a node in a small world; only for speed.
constexpr std::size_t kAsMostTell = 1500;

bool within(const Span& span, Instant at) { return span.from <= at && at < span.to; }

}  // namespace

std::string name_of(Hook hook) { return std::string(kHookNames[static_cast<std::size_t>(hook)]); }

Observer::Observer(const SimulatedNode& node, SessionHeader header, Dice dice)
    : node_(node), dice_(dice) {
  header.started = node.clock.shows(node.session.from);
  recording_.header = std::move(header);
  recording_.observations.reserve(kAsMostTell);
}

bool Observer::records(Instant at) const { return node_.records && within(node_.session, at); }

void Observer::tell(Instant at, Observed what) {
  if (!records(at)) return;
  recording_.observations.push_back(
      {node_.clock.shows(at), recording_.header.node, std::move(what)});
}

bool Observer::see(Instant at, Hook hook, Observed what) {
  if (!records(at) || !sees(at, hook)) return false;
  tell(at, std::move(what));
  return true;
}

bool Observer::sees(Instant at, Hook hook) {
  if (hook == Hook::PodDrops && !node_.watches_pods) return false;
  for (const Blindness& blind : node_.blind) {
    switch (blind.kind) {
      case BlindKind::EventsLost:
        if (within(blind.span, at) && dice_.one_in(blind.one_in)) return false;
        break;
      case BlindKind::Detached:
        if (blind.hook == hook && within(blind.span, at)) return false;
        break;
      case BlindKind::NeverAttached:
      case BlindKind::NeverRan:
        if (blind.hook == hook) return false;
        break;
    }
  }
  ++runs_[static_cast<std::size_t>(hook)];
  return true;
}

void Observer::count_drop(Instant at, std::string_view cause) {
  if (records(at)) ++drops_[std::string(cause)];
}

void Observer::tell_agent() {
  const auto polls = agent_polls(node_, recording_.header.criteria.agent_interval);
  tell(polls.first, AgentSeen{"1.13.0"});
  if (polls.gone) tell(*polls.gone, AgentGone{"connection refused"});
  if (polls.ready)
    tell(*polls.ready, AgentReady{"1.13.2", node_.clock.shows(polls.last_not_ready)});
}

void Observer::tell_blindness(const Blindness& blind) {
  const Span& span = blind.span;
  if (blind.kind == BlindKind::EventsLost)
    tell(span.to, EventsLost{node_.clock.shows(span.from), 1});
  if (blind.kind != BlindKind::Detached) return;
  tell(span.from, HookDetached{name_of(blind.hook), node_.clock.shows(span.from), "gone"});
  tell(span.to, HookAttached{name_of(blind.hook), "test"});
}

void Observer::tell_hooks() {
  const auto is = [&](BlindKind kind, Hook hook) {
    return std::ranges::any_of(node_.blind, [&](const Blindness& blind) {
      return blind.kind == kind && blind.hook == hook;
    });
  };
  const Instant last = node_.session.to - Duration{1};
  for (std::size_t place = 0; place < kHooks; ++place) {
    const auto hook = static_cast<Hook>(place);
    if (hook == Hook::PodDrops && !node_.watches_pods) continue;
    if (is(BlindKind::NeverAttached, hook)) continue;
    tell(node_.session.from, HookAttached{name_of(hook), "test"});
    const auto runs = is(BlindKind::NeverRan, hook) ? 0 : kOtherRuns + runs_[place];
    tell(last, HookRuns{name_of(hook), runs});
  }
}

void Observer::tell_xfrm_stat() {
  std::map<std::string, std::uint64_t> before;
  for (const auto& [cause, count] : drops_) before.emplace(cause, 7);
  auto after = before;
  for (const auto& [cause, count] : drops_) after[cause] += count;
  tell(node_.session.from, XfrmStatRead{std::move(before)});
  tell(node_.session.to - Duration{1}, XfrmStatRead{std::move(after)});
}

NodeTimeline Observer::finish() {
  tell_agent();
  tell_hooks();
  for (const Blindness& blind : node_.blind) tell_blindness(blind);
  tell_xfrm_stat();
  if (!node_.cut_off) tell(node_.session.to - Duration{1}, SessionEnded{"settled"});
  return std::move(recording_);
}

}  // namespace canary::simulation
