// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "fates/evidence.h"
#include "model/path.h"

namespace canary {

/// One of the two packets of a probe. The nodes are those of this packet: for a reply the sender is
/// the reflector's node.
struct Leg {
  ProbeKey probe;
  ProbeLeg leg = ProbeLeg::Request;
  NodeName receiver_name;
  const NodeEvidence* sender = nullptr;    ///< null: its node did not record
  const NodeEvidence* receiver = nullptr;  ///< null: its node did not record
  Instant sent;                            ///< of the probe
  Instant decided;                         ///< when the probe counted as lost
  Instant until;  ///< end of the prober's session: packets that wait for a neighbour come late
};

/// When `node` can have seen the readable packet. Another session may have used the same session id
/// and sequence before or after; while the prober's own one lasted, none did. So it is taken also
/// where it was seen before it was sent: a clock may have stood still, and no packet told.
[[nodiscard]] Span window_at(const NodeEvidence& node, const Leg& leg);

/// Whether an observation names the probe: it is of a packet that was readable there.
[[nodiscard]] bool is_about(const Observed& what, const ProbeKey& probe);

/// Finds the latest observation of this kind about the readable packet; null where there is none.
template <class What>
[[nodiscard]] const Sighting* find(const NodeEvidence* node, const Leg& leg) {
  const Sighting* latest = nullptr;
  if (node == nullptr) return latest;
  const Span window = window_at(*node, leg);
  for (const auto& sighting : node->of_probe(leg.probe, leg.leg, window)) {
    if (std::holds_alternative<What>(sighting.seen->what) &&
        is_about(sighting.seen->what, leg.probe))
      latest = &sighting;
  }
  return latest;
}

/// Whether any node saw this packet at all, encrypted or not.
[[nodiscard]] bool was_seen(const Leg& leg);

}  // namespace canary
