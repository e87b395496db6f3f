// SPDX-License-Identifier: Apache-2.0
#include "analysis/unaccounted.h"

#include <fmt/format.h>

#include <algorithm>

#include "reading/words.h"

namespace canary {
namespace {

/// Lost probes of which nobody knows what they died of, of runs that touch `span`. A probe dies
/// until its deadline.
std::uint64_t unexplained_in(const PathLoss& loss, const Span& span, Duration deadline) {
  std::uint64_t probes = 0;
  for (const auto& weighed : loss.outages) {
    const Outage& outage = weighed.outage;
    if (overlap({outage.first_lost - Duration{1}, outage.last_lost + deadline}, span))
      probes += outage.unattributed;
  }
  return probes;
}

std::string not_explained(std::uint64_t probes) {
  return fmt::format("and {} of this path {} not explained", count_of(probes, "lost probe"),
                     probes == 1 ? "is" : "are");
}

}  // namespace

std::optional<std::string> why_unaccounted(const NodeSession& node, const Span& window,
                                           const PathLoss& loss, const PathProof& proof) {
  const Duration deadline = node.criteria().deadline;
  for (const BlindSpan& lost : node.sight.lost_events()) {
    if (!overlap(lost.span, window)) continue;
    const auto where = fmt::format("{} on {} for {}", lost.what, lost.node,
                                   to_text(lost.span.to - lost.span.from));
    if (const auto probes = unexplained_in(loss, lost.span, deadline); probes > 0)
      return fmt::format("{}, {}", where, not_explained(probes));
    if (proof.last_unwatched && *proof.last_unwatched >= window.from)
      return fmt::format("{}, and {} of this path {} not proved", where,
                         count_of(proof.unwatched, "answered probe"),
                         proof.unwatched == 1 ? "is" : "are");
  }
  if (node.account.difference.empty()) return std::nullopt;
  const auto probes = unexplained_in(loss, node.span, deadline);
  if (probes == 0) return std::nullopt;
  const auto& [cause, by] = *node.account.difference.begin();
  return fmt::format(
      "the drops that were seen on {} are not those that its kernel counted ({} {}), {}",
      node.node(), by > 0 ? "too many" : "too few", cause, not_explained(probes));
}

}  // namespace canary
