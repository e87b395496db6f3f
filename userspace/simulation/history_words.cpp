// SPDX-License-Identifier: Apache-2.0
#include "simulation/history_words.h"

#include <fmt/format.h>

#include <iterator>

#include "simulation/agent_polls.h"
#include "simulation/losses.h"
#include "simulation/node_identity.h"
#include "simulation/observer.h"

namespace canary::simulation {
namespace {

using Words = std::back_insert_iterator<std::string>;

std::string since_start(Instant at) {
  return fmt::format("{:.6f} s", static_cast<double>((at - kStart).count()) / 1e9);
}
std::string when(const std::optional<Instant>& at) { return at ? since_start(*at) : "never"; }
std::string in_words(const Span& span) {
  return since_start(span.from) + " to " + since_start(span.to);
}

std::string in_words(const Blindness& blind) {
  switch (blind.kind) {
    case BlindKind::EventsLost:
      return fmt::format("loses one in {} events, {}", blind.one_in, in_words(blind.span));
    case BlindKind::Detached:
      return fmt::format("{} is detached, {}", name_of(blind.hook), in_words(blind.span));
    case BlindKind::NeverAttached:
      return fmt::format("{} is never attached", name_of(blind.hook));
    case BlindKind::NeverRan:
      return fmt::format("{} never runs", name_of(blind.hook));
  }
  return {};
}

std::string_view in_words(ReflectorClock clock) {
  switch (clock) {
    case ReflectorClock::OfTheRecording:
      return "of the recording";
    case ReflectorClock::Other:
      return "another one";
    case ReflectorClock::Untold:
      return "untold";
  }
  return {};
}

void tell_node(Words out, const History& history, std::size_t place) {
  const SimulatedNode& node = history.nodes[place];
  const auto polls = agent_polls(node, history.criteria.agent_interval);
  fmt::format_to(out, "{}: {}; clock {} ahead, drifts {} ppb; reflector's clock {}{}\n",
                 name_of(place),
                 node.records ? "records " + in_words(node.session) : "does not record",
                 to_text(node.clock.offset), node.clock.drift_ppb, in_words(node.reflector_clock),
                 node.watches_pods ? "; watches pods" : "");
  fmt::format_to(out, "  agent seen to go {}, ready {}{}\n", when(polls.gone), when(polls.ready),
                 node.cut_off ? "; the recording is cut off" : "");
  for (const auto& [at, length] : node.clock.pauses)
    fmt::format_to(out, "  stands still at {} for {}\n", since_start(at), to_text(length));
  for (const Blindness& blind : node.blind) fmt::format_to(out, "  {}\n", in_words(blind));
  if (const auto& uplink = node.second_uplink)
    fmt::format_to(out, "  has a second uplink from {}, {}\n", since_start(uplink->appears),
                   uplink->watched ? "watched" : "not watched");
  if (node.tells_tables)
    fmt::format_to(out, "  tells its policies, flushed {}\n", when(node.policies_flushed));
}

void tell_fault(Words out, const Fault& fault) {
  fmt::format_to(out, "{} -> {}: {}, {}", name_of(fault.from), name_of(fault.to),
                 nature_of(fault.kind).words, in_words(Span{fault.begins, fault.ends}));
  if (fault.one_in > 1) fmt::format_to(out, ", one in {}", fault.one_in);
  if (fault.nameless)
    fmt::format_to(out, ", drops without name{}", fault.addressless ? " and addresses" : "");
  fmt::format_to(out, "\n");
}

std::string_view in_words(FlowKind kind) {
  switch (kind) {
    case FlowKind::OfPods:
      return "between pods";
    case FlowKind::ThroughHole:
      return "that a policy lets pass";
    case FlowKind::AuthenticatedByPod:
      return "behind AH, as a policy asks";
    case FlowKind::OfNodes:
      return "between nodes";
    case FlowKind::Ike:
      return "of IKE";
  }
  return {};
}

void tell_surroundings(Words out, const History& history) {
  if (history.encrypts_nodes) fmt::format_to(out, "nodes' own packets are encrypted, too\n");
  if (history.protects) fmt::format_to(out, "the operator protects pods\n");
  for (const Leak& leak : history.leaks)
    fmt::format_to(out, "{} -> {}: one in {} unencrypted{}, {}\n", name_of(leak.from),
                   name_of(leak.to), leak.one_in, leak.authenticated ? " behind AH" : "",
                   in_words(leak.span));
  for (const Detour& detour : history.detours)
    fmt::format_to(out, "{} -> {}: by second uplinks, {}\n", name_of(detour.from),
                   name_of(detour.to), in_words(detour.span));
  for (const ClearFlow& flow : history.flows)
    fmt::format_to(out, "{} -> {}: {} packets in the clear {}, from {} every {}\n",
                   name_of(flow.from), name_of(flow.to), flow.packets, in_words(flow.kind),
                   since_start(flow.first), to_text(flow.every));
}

void tell_probe(Words out, std::size_t place, const ProbeTruth& probe) {
  fmt::format_to(out, "  probe {} of {}:", place, since_start(probe.sent));
  for (const Death& death : probe.deaths)
    fmt::format_to(out, " {} dies at {} on {} '{}' at {};", to_text(death.leg),
                   to_text(death.stage), name_of(death.node), death.cause, since_start(death.at));
  fmt::format_to(out, "{}\n", !probe.out_of_sight.empty() ? " on its way at the end" : "");
}

}  // namespace

std::string in_words(const History& history, const Truth& truth) {
  std::string text;
  const Words out(text);
  fmt::format_to(out, "{}{}{}; delay {} + {}, one in {} twice, one in {} waits up to {}\n",
                 to_text(history.family), history.one_spi ? ", one SPI" : "",
                 history.criteria.after_upgrade ? ", after an upgrade" : "",
                 to_text(history.wire.delay), to_text(history.wire.jitter),
                 history.wire.duplicates_one_in, history.wire.delays_one_in,
                 to_text(history.wire.longest_delay));
  for (std::size_t node = 0; node < history.nodes.size(); ++node) tell_node(out, history, node);
  for (const Fault& fault : history.faults) tell_fault(out, fault);
  for (const Restart& restart : history.restarts)
    fmt::format_to(out, "{} -> {}: numbers restart at {}{}\n", name_of(restart.from),
                   name_of(restart.to), since_start(restart.at),
                   restart.receiver_too ? "" : ", the receiver keeps its state");
  tell_surroundings(out, history);
  for (std::size_t path = 0; path < history.paths.size(); ++path) {
    const auto& [local, remote, ssid, first, probes, kind] = history.paths[path];
    fmt::format_to(out, "{} -> {} {}: {} probes from {}\n", name_of(local), name_of(remote),
                   to_text(kind), probes, since_start(first));
    for (std::size_t place = 0; place < truth.paths[path].size(); ++place)
      if (const auto& probe = truth.paths[path][place]; probe.outcome == Outcome::Lost)
        tell_probe(out, place, probe);
  }
  return text;
}

}  // namespace canary::simulation
