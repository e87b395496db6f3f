// SPDX-License-Identifier: Apache-2.0
#include "simulation/what_was_seen.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include "reading/session_span.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

/// A packet is given so long to pass from one hook to the next.
constexpr Duration kPassing = 100ms;

bool whole_session(const Blindness& blind) {
  return blind.kind == BlindKind::NeverAttached || blind.kind == BlindKind::NeverRan;
}

bool is_blind(const SimulatedNode& node, BlindKind kind, const Span& span) {
  return std::ranges::any_of(node.blind, [&](const Blindness& blind) {
    return blind.kind == kind && overlap(blind.span, span);
  });
}

/// Seen by nobody, or on its way only: no round trip tells of clocks.
std::vector<Span> without_round_trips(const History& history) {
  std::vector<Span> spans;
  spans.reserve(history.faults.size());
  for (const Fault& fault : history.faults) spans.push_back({fault.begins, fault.ends});
  for (const SimulatedNode& node : history.nodes)
    for (const Blindness& blind : node.blind)
      if (!whole_session(blind)) spans.push_back(blind.span);
  std::ranges::sort(spans, {}, &Span::from);
  return spans;
}

}  // namespace

Duration stood_still(const History& history, const Span& span) {
  const Duration apart = 2 * history.criteria.interval + history.wire.longest_delay + kExact;
  const auto spans = without_round_trips(history);
  Duration still{};
  for (const SimulatedNode& node : history.nodes) {
    for (const Pause& pause : node.clock.pauses) {
      Span touched{pause.at - apart, pause.at + pause.length + apart};
      for (const Span& silent : spans)
        if (overlap(silent, touched)) touched.to = std::max(touched.to, silent.to + apart);
      for (const Span& silent : spans | std::views::reverse)
        if (overlap(silent, touched)) touched.from = std::min(touched.from, silent.from - apart);
      if (overlap(touched, span)) still += pause.length;
    }
  }
  return still;
}

Duration tolerance_between(const History& history, Instant from, Instant to) {
  return kExact + stood_still(history, {std::min(from, to), std::max(from, to)});
}

bool WhatWasSeen::hook_gap(const SimulatedNode& node, const Span& span) const {
  return is_blind(node, BlindKind::Detached, span);
}

bool WhatWasSeen::events_lost(const SimulatedNode& node, const Span& span) const {
  return is_blind(node, BlindKind::EventsLost, span);
}

bool WhatWasSeen::hook_missing(const SimulatedNode& node) const {
  return std::ranges::any_of(node.blind, [&](const Blindness& blind) {
    return whole_session(blind) && blind.hook != Hook::Lookup && blind.hook != Hook::PodDrops;
  });
}

bool WhatWasSeen::fate(const SimulatedPath& path, const ProbeTruth& probe) const {
  Instant last = probe.sent + history_.criteria.deadline;
  for (const Death& death : probe.deaths) last = std::max(last, death.at + kPassing);
  const Span span{probe.sent - kExact, last + kExact};
  // Between the last round trip before a pause and the first one behind it, times may be off by
  // its length: whether anybody looked then cannot be told.
  if (stood_still(history_, span) > 0ns) return false;
  // A drop long before or behind may be of either, had a clock stood still.
  if (probe.namesake_unseen) return false;
  if (!probe.out_of_sight.empty()) return false;  // nobody knows whether it still comes
  if (std::ranges::any_of(probe.legs, &LegTruth::by_unwatched)) return false;
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
  for (const Death& death : probe.deaths) {
    if (death.stage == Stage::ReceiverSocket && !history_.nodes[death.node].watches_pods)
      return false;  // nobody looks into pods
    const bool request = death.leg == ProbeLeg::Request;
    const SimulatedNode& receiver = history_.nodes[request ? path.remote : path.local];
    const bool leaves_no_trace =
        death.stage == Stage::Wire || (death.stage == Stage::ReceiverSocket && death.cause.empty());
    // It may have come, or been answered, where nobody looks.
    if (leaves_no_trace && receiver.second_uplink && !receiver.second_uplink->watched) return false;
  }
  // Nodes that do not record give the same names to packets, and nobody knows their addresses.
  const auto unseen = [](const SimulatedNode& node) { return !node.records; };
  if (history_.one_spi && std::ranges::any_of(history_.nodes, unseen)) return false;
  // A drop that tells no packet may have been any of those that passed.
  return std::ranges::none_of(history_.faults, [&](const Fault& fault) {
    return fault.nameless && overlap({fault.begins, fault.ends}, span);
  });
}

}  // namespace canary::simulation
