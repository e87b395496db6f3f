// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/evidence_request.h"
#include "cluster/evidence_store.h"

namespace canary {

/// Makes what a peer is told: all that was seen of the packets it asks about, and what is needed to
/// trust the silence about them - hooks, losses of events, drops of packets that may have been
/// theirs (DropBundles), the agent, counters at their first and last. Sorted by time; ends with a
/// SessionEnded at the moment until which it holds. `now` is this node's, as the request came.
///
/// What was seen before the asker's session began is left out where that is long ago. Running
/// totals then are left out too: they would count what the rest does not tell.
[[nodiscard]] NodeTimeline make_excerpt(const HeldEvidence& held, const EvidenceRequest& request,
                                        Instant now);

}  // namespace canary
