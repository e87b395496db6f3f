// SPDX-License-Identifier: Apache-2.0
#include "simulation/what_was_seen.h"

#include <algorithm>

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

/// A packet is given so long to pass from one hook to the next.
constexpr Duration kPassing = 100ms;

bool overlap(const Span& a, const Span& b) { return a.from < b.to && b.from < a.to; }

bool whole_session(const Blindness& blind) {
  return blind.kind == BlindKind::NeverAttached || blind.kind == BlindKind::NeverRan;
}

}  // namespace

Duration how_exact(const History& history) {
  // Half of a round trip, which takes 50 ms at most unless packets wait, and the drift.
  Duration exact = 60ms + history.wire.longest_delay;
  // How long something took depends on whose clock is asked, if one stood still.
  for (const SimulatedNode& node : history.nodes)
    for (const Pause& pause : node.clock.pauses) exact += pause.length;
  return exact;
}

bool WhatWasSeen::gap(const SimulatedNode& node, const Span& span) const {
  return std::ranges::any_of(node.blind, [&](const Blindness& blind) {
    return !whole_session(blind) && overlap(blind.span, span);
  });
}

bool WhatWasSeen::hook_missing(const SimulatedNode& node) const {
  return std::ranges::any_of(node.blind, [&](const Blindness& blind) {
    return whole_session(blind) && blind.hook != Hook::Lookup && blind.hook != Hook::PodDrops;
  });
}

bool WhatWasSeen::fate(const SimulatedPath& path, const ProbeTruth& probe) const {
  // Between the last round trip before a pause and the first one behind it, times may be off by
  // its length: whether anybody looked then cannot be told.
  const auto paused = [](const SimulatedNode& node) { return !node.clock.pauses.empty(); };
  if (std::ranges::any_of(history_.nodes, paused)) return false;
  Instant last = probe.sent + history_.criteria.deadline;
  for (const Death& death : probe.deaths) last = std::max(last, death.at + kPassing);
  const auto exact = how_exact(history_);
  const Span span{probe.sent - exact, last + exact};
  if (!probe.out_of_sight.empty()) return false;  // nobody knows whether it still comes
  for (const auto place : {path.local, path.remote}) {
    const SimulatedNode& node = history_.nodes[place];
    if (!node.records) return false;
    if (span.from < node.session.from || node.session.to < span.to) return false;
    if (gap(node, span)) return false;
    if (std::ranges::any_of(node.blind, whole_session)) return false;
    // A namesake is told apart by time only.
    for (const Restart& restart : history_.restarts)
      if (restart.from == place && overlap({restart.at - 1s, restart.at + 1s}, span)) return false;
  }
  for (const Death& death : probe.deaths)
    if (death.stage == Stage::ReceiverSocket && !history_.nodes[death.node].watches_pods)
      return false;  // nobody looks into pods
  // Nodes that do not record give the same names to packets, and nobody knows their addresses.
  const auto unseen = [](const SimulatedNode& node) { return !node.records; };
  if (history_.one_spi && std::ranges::any_of(history_.nodes, unseen)) return false;
  // A drop that tells no packet may have been any of those that passed.
  return std::ranges::none_of(history_.faults, [&](const Fault& fault) {
    return fault.nameless && overlap({fault.begins, fault.ends}, span);
  });
}

}  // namespace canary::simulation
