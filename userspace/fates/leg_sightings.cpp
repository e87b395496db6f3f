// SPDX-License-Identifier: Apache-2.0
#include "fates/leg_sightings.h"

#include <algorithm>

namespace canary {
namespace {

/// Whether a node's sightings of the readable packet are of `leg`.
bool saw(const NodeEvidence* node, const Leg& leg) {
  return find<PacketDropped>(node, leg) != nullptr || find<ProbeEncrypted>(node, leg) != nullptr ||
         find<ProbeLeftInClear>(node, leg) != nullptr || find<ProbeFreed>(node, leg) != nullptr ||
         find<ProbeArrived>(node, leg) != nullptr;
}

}  // namespace

Span window_at(const NodeEvidence& node, const Leg& leg) {
  const auto* prober = leg.leg == ProbeLeg::Request ? leg.sender : leg.receiver;
  const auto& timed_by = prober != nullptr ? *prober : node;
  const auto sent =
      prober != nullptr ? std::min(leg.sent, prober->sight().session().from) : leg.sent;
  return {sent - tolerance_between(timed_by, node, leg.sent),
          leg.until + tolerance_between(timed_by, node, leg.until)};
}

bool is_about(const Observed& what, const ProbeKey& probe) {
  return std::visit(
      [&](const auto& seen) {
        if constexpr (requires { seen.probe == probe; })
          return seen.probe == probe;
        else
          return false;
      },
      what);
}

bool was_seen(const Leg& leg) { return saw(leg.sender, leg) || saw(leg.receiver, leg); }

}  // namespace canary
