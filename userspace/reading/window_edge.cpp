// SPDX-License-Identifier: Apache-2.0
#include "reading/window_edge.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "clocks/node_clocks.h"
#include "reading/session_span.h"
#include "timeline/window.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// So long before the agent goes, probes show how it was.
constexpr Duration kBaseline = 5s;

/// One transition after the other, as the node saw them.
std::vector<Span> transitions_of(const Seen& seen) {
  const auto& criteria = seen.header().criteria;
  const Instant end = session_span(seen).to;
  std::vector<Span> transitions;
  for (const auto* told : seen.by_time<AgentGone, AgentReady>()) {
    const bool open = !transitions.empty() && transitions.back().to > told->at;
    if (std::holds_alternative<AgentGone>(told->what)) {
      if (open) transitions.back().to = told->at;
      transitions.push_back({told->at - kBaseline, end});
    } else if (open) {
      transitions.back().to = std::min(end, told->at + criteria.settle + criteria.deadline);
    }
  }
  return transitions;
}

Result<Span> find_transition_span(const Seen& seen, TransitionNumber wanted) {
  const auto transitions = transitions_of(seen);
  if (wanted.number == 0 || wanted.number > transitions.size())
    return usage_error(fmt::format(
        "there is no transition {}: {} saw its agent go {}", wanted.number, seen.node(),
        transitions.size() == 1 ? "once" : fmt::format("{} times", transitions.size())));
  return transitions[wanted.number - 1];
}

Result<Instant> moment_of(const Seen& seen, const WindowEdge& edge, Instant Span::*end) {
  if (const auto* after = std::get_if<Duration>(&edge)) return seen.header().started + *after;
  if (const auto* at = std::get_if<Instant>(&edge)) return *at;
  const auto transition = find_transition_span(seen, std::get<TransitionNumber>(edge));
  if (!transition) return std::unexpected(transition.error());
  return (*transition).*end;
}

Result<Span> window_of(const NodeTimeline& session, const std::optional<WindowEdge>& since,
                       const std::optional<WindowEdge>& until) {
  const Seen seen(session);
  const Span whole = session_span(seen);
  Span window = whole;
  for (const auto& [edge, end] : {std::pair{&since, &Span::from}, std::pair{&until, &Span::to}}) {
    if (!*edge) continue;
    const auto moment = moment_of(seen, **edge, end);
    if (!moment) return std::unexpected(moment.error());
    window.*end = *moment;
  }
  if (window.from >= window.to) return usage_error("the window ends before it begins");
  if (!overlap(window, whole))
    return usage_error(fmt::format("the window lies outside of the recording, from {} to {}",
                                   to_rfc3339(whole.from), to_rfc3339(whole.to)));
  return window;
}

/// Turns times of the common clock into those of the node.
ClockMap turned_round(const ClockMap& map) {
  std::vector<ClockPoint> points;
  for (const auto& [ours, theirs, error] : map.points()) points.push_back({theirs, ours, error});
  return ClockMap(std::move(points));
}

}  // namespace

Result<WindowEdge> parse_window_edge(std::string_view text) {
  if (text.starts_with('+')) {
    const auto after = parse_duration(text.substr(1));
    if (!after) return std::unexpected(after.error());
    return *after;
  }
  TransitionNumber transition;
  const auto* end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, transition.number);
  if (error == std::errc{} && behind == end) return transition;
  const auto at = parse_rfc3339(text);
  if (at) return *at;
  return usage_error(
      fmt::format("'{}' is no edge of a window: write how long after the recording began (+12s), a "
                  "time (2026-11-22T22:15:00Z) or the number of a transition (2)",
                  text));
}

Result<Timeline> cut_to(const Timeline& timeline, const std::optional<WindowEdge>& since,
                        const std::optional<WindowEdge>& until) {
  if (timeline.nodes.empty() || (!since && !until)) return timeline;
  const auto window = window_of(timeline.nodes.front(), since, until);
  if (!window) return std::unexpected(window.error());
  std::vector<ClockEvidence> of_clocks;
  for (const auto& session : timeline.nodes)
    of_clocks.push_back(timeline.nodes.size() == 1 ? ClockEvidence{session.header.node, {}, {}}
                                                   : read_clock_evidence(session));
  const auto clocks = common_clocks(of_clocks);
  Timeline cut{{}, timeline.refused};
  for (std::size_t place = 0; place < clocks.size(); ++place) {
    const auto back = turned_round(clocks[place].map);
    cut.nodes.push_back(
        cut_to(timeline.nodes[place], {back.to_ours(window->from), back.to_ours(window->to)}));
  }
  return cut;
}

}  // namespace canary
