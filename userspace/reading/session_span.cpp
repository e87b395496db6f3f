// SPDX-License-Identifier: Apache-2.0
#include "reading/session_span.h"

#include <algorithm>

namespace canary {
namespace {

template <class What>
std::optional<Instant> earliest(const Seen& seen) {
  const auto all = seen.whole<What>();
  if (all.empty()) return std::nullopt;
  return (*std::ranges::min_element(all, {}, &Observation::at))->at;
}

}  // namespace

Span session_span(const Seen& seen) {
  const Instant started = seen.header().started;
  if (seen.any<SessionEnded>()) return {started, seen.whole<SessionEnded>().front()->at};
  Span span{started, started};
  for (const auto& each : seen.session().observations) span.to = std::max(span.to, each.at);
  return span;
}

Instant first_path_added(const Seen& seen) {
  return earliest<PathAdded>(seen).value_or(seen.header().started);
}

std::optional<Instant> first_probe_sent(const Seen& seen) { return earliest<ProbeSent>(seen); }

}  // namespace canary
