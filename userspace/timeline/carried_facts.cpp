// SPDX-License-Identifier: Apache-2.0
#include "timeline/carried_facts.h"

#include <utility>

namespace canary {
namespace {

/// Without the numbers that were counted before.
SequencesCounted sequences_since(const SequencesCounted& before, SequencesCounted after,
                                 std::uint64_t packets_before) {
  after.duplicated -= before.duplicated;
  after.reordered -= before.reordered;
  const std::uint32_t restarts = after.restarts - before.restarts;
  after.restarts = restarts;
  if (restarts == 0) {
    after.first = before.highest + 1;
    after.ended_first = after.ended_highest = 0;
    after.ended_packets = 0;
    return after;
  }
  after.ended_packets -= packets_before;
  // With more than one restart, the state that ended last began after all that was counted before.
  if (restarts == 1) after.ended_first = before.highest + 1;
  return after;
}

}  // namespace

bool is_of_tables(const Observed& what) {
  return is_one_of<StatesSeen, PoliciesSeen, StatesFlushed, PoliciesFlushed, XfrmTablesListed,
                   XfrmChangesLost>(what);
}

CountedKey key_of(const PacketsCounted& counted) {
  return {counted.stage, counted.outer_source, counted.outer_destination, counted.spi};
}

PlaintextKey key_of(const PlaintextCounted& counted) {
  return {counted.source, counted.destination, counted.kind};
}

PacketsCounted counted_since(const PacketsCounted& before, PacketsCounted after) {
  after.packets -= before.packets;
  after.bytes -= before.bytes;
  if (after.sequences && before.sequences)
    after.sequences = sequences_since(*before.sequences, *after.sequences, before.packets);
  return after;
}

void CarriedFacts::fold(const Observation& seen) {
  if (const auto* path = std::get_if<PathAdded>(&seen.what)) {
    paths_.insert_or_assign(path->ssid, *path);
  } else if (const auto* attached = std::get_if<HookAttached>(&seen.what)) {
    hooks_.insert_or_assign(attached->hook, seen.what);
  } else if (const auto* detached = std::get_if<HookDetached>(&seen.what)) {
    hooks_.insert_or_assign(detached->hook, seen.what);
  } else if (const auto* found = std::get_if<UplinksFound>(&seen.what)) {
    if (uplinks_)
      for (const std::string& hook : hooks_gone(*uplinks_, *found)) hooks_.erase(hook);
    uplinks_ = *found;
  } else if (const auto* ran = std::get_if<HookRuns>(&seen.what)) {
    runs_.insert_or_assign(ran->hook, ran->runs);
  } else if (const auto* plaintext = std::get_if<PlaintextCounted>(&seen.what)) {
    plaintext_.insert_or_assign(key_of(*plaintext), *plaintext);
  } else if (const auto* uncounted = std::get_if<PlaintextUncounted>(&seen.what)) {
    plaintext_uncounted_ = uncounted->packets;
  } else if (std::holds_alternative<AgentSeen>(seen.what) ||
             std::holds_alternative<AgentGone>(seen.what) ||
             std::holds_alternative<AgentReady>(seen.what)) {
    agent_ = seen;
  }
}

void CarriedFacts::fold(const PacketsCounted& counted) {
  counted_.insert_or_assign(key_of(counted), counted);
}

std::vector<Observation> CarriedFacts::tell(const NodeName& node, Instant at) const {
  std::vector<Observation> told;
  told.reserve(paths_.size() + hooks_.size() + 2);
  for (const auto& [ssid, path] : paths_) told.push_back({at, node, path});
  for (const auto& [name, hook] : hooks_) told.push_back({at, node, hook});
  if (uplinks_) told.push_back({at, node, *uplinks_});
  if (!agent_) return told;
  if (const auto* ready = std::get_if<AgentReady>(&agent_->what))
    told.push_back({at, node, AgentSeen{ready->version}});
  else if (std::holds_alternative<AgentSeen>(agent_->what))
    told.push_back({at, node, agent_->what});
  else
    told.push_back(*agent_);
  return told;
}

std::optional<Observed> CarriedFacts::since(const Observed& what) const {
  if (const auto* counted = std::get_if<PacketsCounted>(&what)) {
    const auto before = counted_.find(key_of(*counted));
    if (before == counted_.end()) return what;
    auto after = counted_since(before->second, *counted);
    if (after.packets == 0) return std::nullopt;
    return after;
  }
  if (const auto* plaintext = std::get_if<PlaintextCounted>(&what)) {
    const auto before = plaintext_.find(key_of(*plaintext));
    if (before == plaintext_.end()) return what;
    PlaintextCounted after = *plaintext;
    after.packets -= before->second.packets;
    after.bytes -= before->second.bytes;
    if (after.packets == 0) return std::nullopt;
    return after;
  }
  if (const auto* uncounted = std::get_if<PlaintextUncounted>(&what))
    return PlaintextUncounted{uncounted->packets - plaintext_uncounted_};
  if (const auto* ran = std::get_if<HookRuns>(&what)) {
    const auto before = runs_.find(ran->hook);
    return HookRuns{ran->hook, ran->runs - (before == runs_.end() ? 0 : before->second)};
  }
  return what;
}

}  // namespace canary
