// SPDX-License-Identifier: Apache-2.0
#include "analysis/why_not_positive.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/unaccounted.h"

namespace canary {
namespace {

using Why = std::optional<std::string>;

Why too_few_probes(const NodeSession& session, const PathProbes& path, const PathReady& ready) {
  const auto counts = count_outcomes(path);
  if (counts.sent == 0) return "no probe was sent long enough ago to be judged";
  if (counts.answered == 0) return fmt::format("none of {} probes was answered", counts.sent);
  const auto needed = session.criteria().clean_probes;
  const auto since_ready = std::ranges::count_if(path.probes, [&](const ProbeResult& probe) {
    return probe.outcome == Outcome::Answered && probe.sent >= *ready.at;
  });
  if (since_ready < std::int64_t{needed})
    return fmt::format("only {} probes were answered since {}, {} are needed", since_ready,
                       words_of(ready), needed);
  return std::nullopt;
}

Why no_transition(const PathReady& ready) {
  if (ready.at) return std::nullopt;
  return ready.agent_down ? "the agent has not come back"
                          : "the agent never went away, so no upgrade was seen";
}

Why ended_early(const NodeSession& session) {
  if (!session.ready) return std::nullopt;
  const auto watched = session.span.to - *session.ready;
  if (watched >= session.criteria().settle) return std::nullopt;
  return fmt::format("only {} of the settle time of {} were watched", to_text(watched),
                     to_text(session.criteria().settle));
}

Why in_words(const BlindSpan* blind) {
  if (blind == nullptr) return std::nullopt;
  return fmt::format("{} on {} for {}", blind->what, blind->node,
                     to_text(blind->span.to - blind->span.from));
}

Why hooks_were_blind(const NodeSession& node, const Span& window) {
  if (node.sight.unproven()) return node.sight.unproven();
  return in_words(node.sight.hook_blind_in(window));
}

}  // namespace

std::optional<std::string> why_not_positive(std::span<const NodeSession> sessions,
                                            const NodeSession& session, const PathProbes& path,
                                            const PathReady& ready, std::optional<Instant> since,
                                            const PathLoss& loss, const PathProof& proof) {
  if (auto why = no_transition(ready)) return why;
  if (auto why = too_few_probes(session, path, ready)) return why;
  const Span window{since.value_or(path.probes.front().sent), path.probes.back().sent};
  for (const auto& name : {path.path.local, path.path.remote}) {
    const auto* node = find_session(sessions, name);
    if (node == nullptr || path.path.kind == PathKind::Control) continue;
    if (auto why = hooks_were_blind(*node, window)) return why;
    if (auto why = why_unaccounted(*node, window, loss, proof)) return why;
  }
  if (auto why = in_words(session.sight.stalled_in(window))) return why;
  return ended_early(session);
}

}  // namespace canary
