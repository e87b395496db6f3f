// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"
#include "session/evidence_desk.h"
#include "timeline/live_timeline.h"

namespace canary {

/// Asks the peers what they saw of the lost probes that this node's evidence does not explain, and
/// adds it to the timeline; a peer that does not tell becomes a PeerNotAsked. Blocks for two
/// seconds at most.
void add_peer_evidence(LiveTimeline& timeline, const VerifyOptions& options,
                       const EvidenceSecrets& secrets, const BootClock& clock);

}  // namespace canary
