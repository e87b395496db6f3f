// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "session/evidence_service.h"
#include "session/verify_options.h"
#include "timeline/live_timeline.h"

namespace canary {

/// What peers told of this node's lost probes, and which peers could not be asked.
struct PeerEvidence {
  std::vector<NodeTimeline> told;
  std::vector<PeerNotAsked> not_asked;
};

/// Asks the peers what they saw of the lost probes that `own` does not explain. Blocks for two
/// seconds at most.
[[nodiscard]] PeerEvidence ask_for_evidence(const NodeTimeline& own, const VerifyOptions& options,
                                            const EvidenceSecrets& secrets, const BootClock& clock);

/// Asks the peers, and adds their answers to the timeline.
void add_peer_evidence(LiveTimeline& timeline, const VerifyOptions& options,
                       const EvidenceSecrets& secrets, const BootClock& clock);

}  // namespace canary
