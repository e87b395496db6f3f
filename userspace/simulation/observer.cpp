// SPDX-License-Identifier: Apache-2.0
#include "simulation/observer.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "simulation/agent_polls.h"

namespace canary::simulation {
namespace {

constexpr std::array<std::string_view, kHooks> kHookNames{
    "xfrm_replay_overflow", "xfrm_replay_advance", "xfrm_lookup_route", "kfree_skb",
    "tc_egress eth0",       "tc_ingress eth0",     kProbeNetnsHook,     "tc_egress eth1",
    "tc_ingress eth1"};

/// Other packets of the node, which let every hook run.
constexpr std::uint64_t kOtherRuns = 1000;

/// Observations of a node in a small world; only for speed.
constexpr std::size_t kAsMostTell = 1500;

bool is_second(Hook hook) { return hook == Hook::SecondEgress || hook == Hook::SecondIngress; }

/// Hooks of both uplinks are attached by one plan, and their runs are told together.
Hook kind_of_hook(Hook hook) {
  if (hook == Hook::SecondEgress) return Hook::Egress;
  return hook == Hook::SecondIngress ? Hook::Ingress : hook;
}

/// Whether the node has such a hook, now or later.
bool stands_on(const SimulatedNode& node, Hook hook) {
  if (hook == Hook::PodDrops) return node.watches_pods;
  return !is_second(hook) || (node.second_uplink && node.second_uplink->watched);
}

NodeDevice device(std::uint32_t index, std::string_view why) {
  return {index, index == kFirstDevice ? "eth0" : "eth1", std::string(why)};
}

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

bool Observer::is_there(Instant at, Hook hook) const {
  if (!stands_on(node_, hook)) return false;
  return std::ranges::none_of(node_.blind, [&](const Blindness& blind) {
    if (blind.kind == BlindKind::EventsLost) return false;
    if (blind.kind == BlindKind::Detached) return blind.hook == hook && within(blind.span, at);
    return blind.hook == kind_of_hook(hook);
  });
}

bool Observer::sees(Instant at, Hook hook) {
  if (!is_there(at, hook)) return false;
  for (const Blindness& blind : node_.blind)
    if (blind.kind == BlindKind::EventsLost && within(blind.span, at) && dice_.one_in(blind.one_in))
      return false;
  ++runs_[static_cast<std::size_t>(hook)];
  return true;
}

bool Observer::count_clear(Instant at, Hook hook, PlaintextCounted packet) {
  if (!records(at) || !is_there(at, hook)) return false;
  clear_.emplace_back(node_.clock.shows(at), std::move(packet));
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
      return blind.kind == kind && blind.hook == kind_of_hook(hook);
    });
  };
  const Instant last = node_.session.to - Duration{1};
  for (std::size_t place = 0; place < kHooks; ++place) {
    const auto hook = static_cast<Hook>(place);
    if (!stands_on(node_, hook) || is(BlindKind::NeverAttached, hook)) continue;
    const bool from_the_start =
        !is_second(hook) || node_.second_uplink->appears <= node_.session.from;
    if (from_the_start) tell(node_.session.from, HookAttached{name_of(hook), "test"});
    const auto runs = is(BlindKind::NeverRan, hook) ? 0 : kOtherRuns + runs_[place];
    tell(last, HookRuns{name_of(hook), runs});
  }
}

void Observer::tell_uplinks() {
  const Instant start = node_.session.from;
  UplinksFound found{
      node_.clock.shows(start), {device(kFirstDevice, "by default")}, {}, {}, {}, {}};
  const auto& second = node_.second_uplink;
  const bool later = second && second->appears > start;
  if (!second || later) tell(start, found);
  if (!second) return;
  (second->watched ? found.watched : found.unwatched).push_back(device(kSecondDevice, "a table"));
  found.since = node_.clock.shows(second->appears);
  tell(later ? second->noticed : start, found);
}

/// Once a second, as kernel/ reads its counters: by the node's clock.
void Observer::tell_clear() {
  constexpr Duration kReading = std::chrono::seconds(1);
  std::ranges::stable_sort(clear_, {}, &std::pair<Instant, PlaintextCounted>::first);
  using Kind = std::tuple<IpAddress, IpAddress, std::optional<ClearKind>>;
  std::map<Kind, PlaintextCounted> totals, risen;
  const auto tell_risen = [&](Instant at) {
    for (auto& [kind, total] : risen)
      recording_.observations.push_back({at, recording_.header.node, total});
    risen.clear();
  };
  const Instant last = node_.clock.shows(node_.session.to - Duration{1});
  Instant reading = recording_.header.started + kReading;
  for (const auto& [at, packet] : clear_) {
    for (; reading <= at; reading = reading + kReading) tell_risen(reading);
    const Kind kind{packet.source, packet.destination, packet.kind};
    auto& total = totals
                      .try_emplace(kind, PlaintextCounted{packet.source, packet.destination, 0, 0,
                                                          packet.kind})
                      .first->second;
    total.packets += packet.packets;
    total.bytes += packet.bytes;
    risen[kind] = total;
  }
  tell_risen(last);
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
  tell_uplinks();
  tell_hooks();
  for (const Blindness& blind : node_.blind) tell_blindness(blind);
  tell_xfrm_stat();
  tell_clear();
  if (!node_.cut_off) tell(node_.session.to - Duration{1}, SessionEnded{"settled"});
  return std::move(recording_);
}

}  // namespace canary::simulation
