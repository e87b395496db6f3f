// SPDX-License-Identifier: Apache-2.0
#include "reading/session_span.h"

#include <algorithm>

namespace canary {
namespace {

template <typename Seen>
std::optional<Instant> earliest(const NodeTimeline& session) {
  std::optional<Instant> first;
  for (const auto& seen : session.observations)
    if (std::holds_alternative<Seen>(seen.what) && (!first || seen.at < *first)) first = seen.at;
  return first;
}

}  // namespace

Span session_span(const NodeTimeline& session) {
  Span span{session.header.started, session.header.started};
  for (const auto& seen : session.observations) {
    if (std::holds_alternative<SessionEnded>(seen.what)) return {span.from, seen.at};
    span.to = std::max(span.to, seen.at);
  }
  return span;
}

Instant first_path_added(const NodeTimeline& session) {
  return earliest<PathAdded>(session).value_or(session.header.started);
}

std::optional<Instant> first_probe_sent(const NodeTimeline& session) {
  return earliest<ProbeSent>(session);
}

}  // namespace canary
