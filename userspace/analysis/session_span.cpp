// SPDX-License-Identifier: Apache-2.0
#include "analysis/session_span.h"

#include <algorithm>

namespace canary {

Span session_span(const NodeTimeline& session) {
  Span span{session.header.started, session.header.started};
  for (const auto& seen : session.observations) {
    if (std::holds_alternative<SessionEnded>(seen.what)) return {span.from, seen.at};
    span.to = std::max(span.to, seen.at);
  }
  return span;
}

std::optional<Instant> first_probe_sent(const NodeTimeline& session) {
  std::optional<Instant> first;
  for (const auto& seen : session.observations)
    if (std::holds_alternative<ProbeSent>(seen.what) && (!first || seen.at < *first))
      first = seen.at;
  return first;
}

}  // namespace canary
