// SPDX-License-Identifier: Apache-2.0
// The part of TimelineBuilder that is about the node as a whole: addresses, agent, hooks, counters.
#include <fmt/format.h>

#include "model/drop_cause.h"
#include "testing/ip.h"
#include "testing/timeline_builder.h"

namespace canary::testing {
namespace {

/// Nothing passes any more when the session ends.
constexpr Duration kLastCount = std::chrono::milliseconds{20};

int index_of(const NodeName& node) { return node.back() - 'a'; }

}  // namespace

NodeAddresses addresses_of(const NodeName& node, Family family) {
  const int index = index_of(node);
  if (family == Family::V4)
    return {ip(fmt::format("10.0.{}.10", index)), ip(fmt::format("192.0.2.{}", index + 1)),
            ip(fmt::format("10.0.{}.200", index))};
  return {ip(fmt::format("fd00::{:x}:a", index)), ip(fmt::format("2001:db8::{:x}", index + 1)),
          ip(fmt::format("fd00::{:x}:c8", index))};
}

Ssid ssid_of(const Path& path) {
  const int pair = index_of(path.local) * 32 + index_of(path.remote);
  return static_cast<Ssid>(1 + pair * 4 + (path.kind == PathKind::Control ? 2 : 0) +
                           (path.family == Family::V6 ? 1 : 0));
}

ProbeKey probe_key(const Path& path, std::uint32_t sequence) {
  const auto local = addresses_of(path.local, path.family);
  const auto remote = addresses_of(path.remote, path.family);
  if (path.kind == PathKind::Control) return {local.node, remote.node, ssid_of(path), sequence};
  return {local.pod, remote.pod, ssid_of(path), sequence};
}

TimelineBuilder& TimelineBuilder::agent_seen(std::string version) {
  return observe(kStart, AgentSeen{std::move(version)});
}

TimelineBuilder& TimelineBuilder::agent_gone(Duration at) {
  return observe(kStart + at, AgentGone{"connection refused"});
}

TimelineBuilder& TimelineBuilder::agent_ready(Duration at, std::string version) {
  const Instant last_not_ready = kStart + at - built_.header.criteria.agent_interval;
  return observe(kStart + at, AgentReady{std::move(version), last_not_ready});
}

TimelineBuilder& TimelineBuilder::stalled(Duration from, Duration to) {
  return observe(kStart + to, ProberStalled{kStart + from});
}

TimelineBuilder& TimelineBuilder::events_lost(Duration from, Duration to, std::uint64_t count) {
  return observe(kStart + to, EventsLost{kStart + from, count});
}

TimelineBuilder& TimelineBuilder::hook_detached(std::string hook, Duration from) {
  return observe(kStart + from, HookDetached{std::move(hook), kStart + from, "qdisc replaced"});
}

TimelineBuilder& TimelineBuilder::hook_attached(std::string hook, Duration at) {
  return observe(kStart + at, HookAttached{std::move(hook), "test"});
}

TimelineBuilder& TimelineBuilder::watches_probe_netns() {
  hook_runs_.emplace(kProbeNetnsHook, 1);
  return *this;
}

TimelineBuilder& TimelineBuilder::hook_never_ran(const std::string& hook) {
  hook_runs_[hook] = 0;
  return *this;
}

TimelineBuilder& TimelineBuilder::without_hook(const std::string& hook) {
  hook_runs_.erase(hook);
  return *this;
}

TimelineBuilder& TimelineBuilder::without_hooks() {
  hook_runs_.clear();
  return *this;
}

TimelineBuilder& TimelineBuilder::plaintext(const NodeName& to, std::uint64_t packets,
                                            Duration at) {
  const auto source = addresses_of(built_.header.node).pod;
  const auto destination = addresses_of(to).pod;
  return observe(kStart + at, PlaintextCounted{source, destination, packets, packets * 100});
}

TimelineBuilder& TimelineBuilder::counted(CounterStage stage, std::string_view outer_source,
                                          std::string_view outer_destination,
                                          std::uint64_t packets) {
  return observe(
      end_.value_or(last_sent_) - kLastCount,
      PacketsCounted{
          stage, ip(outer_source), ip(outer_destination), 3, packets, packets * 100, {}});
}

TimelineBuilder& TimelineBuilder::counted(CounterStage stage, std::string_view outer_source,
                                          std::string_view outer_destination, std::uint64_t packets,
                                          const SequencesCounted& sequences, Duration at) {
  return observe(kStart + at, PacketsCounted{stage, ip(outer_source), ip(outer_destination), 3,
                                             packets, packets * 100, sequences});
}

TimelineBuilder& TimelineBuilder::background_drops(std::string cause, std::uint64_t packets,
                                                   Duration at) {
  PacketDropped drop;
  drop.cause = std::move(cause);
  drop.packets = packets;
  const NodeName& other = path_.local == built_.header.node ? path_.remote : path_.local;
  const auto own = addresses_of(built_.header.node, path_.family).pod;
  const auto others = addresses_of(other, path_.family).pod;
  const bool out = describe_drop_cause(drop.cause).direction == Direction::Out;
  drop.source = out ? own : others;
  drop.destination = out ? others : own;
  return observe(kStart + at, drop);
}

TimelineBuilder& TimelineBuilder::xfrm_stat_rises(std::string cause, std::uint64_t by) {
  stat_rises_[std::move(cause)] = by;
  return *this;
}

void TimelineBuilder::append_hooks(NodeTimeline& built, Instant end) const {
  const auto& node = built.header.node;
  for (const auto& [hook, runs] : hook_runs_) {
    built.observations.push_back({kStart, node, HookAttached{hook, "test"}});
    built.observations.push_back({end, node, HookRuns{hook, runs}});
  }
}

void TimelineBuilder::append_xfrm_stat(NodeTimeline& built, Instant end) const {
  std::map<std::string, std::uint64_t> before, after;
  for (const auto& cause : known_drop_causes()) before[std::string(cause.name)] = 7;
  after = before;
  for (const auto& seen : built.observations)
    if (const auto* drop = std::get_if<PacketDropped>(&seen.what); drop != nullptr)
      after[drop->cause] += drop->packets;
  for (const auto& [cause, by] : stat_rises_) after[cause] = before[cause] + by;
  built.observations.push_back({kStart, built.header.node, XfrmStatRead{before}});
  built.observations.push_back({end, built.header.node, XfrmStatRead{after}});
}

}  // namespace canary::testing
