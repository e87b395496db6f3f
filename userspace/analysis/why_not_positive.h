// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "fates/encryption_proof.h"
#include "fates/path_loss.h"
#include "reading/node_session.h"

namespace canary {

/// Tells why this path may be called neither `recovered` nor `unaffected`, whatever its probes say,
/// in one sentence; nothing where it may. "Saw no drop" counts only where somebody looked: over the
/// time from `since` (the first loss that mattered), or from the first probe, to the last probe.
/// What was lost sight of, and not all that happened, weighs as far as it can have hit the path.
[[nodiscard]] std::optional<std::string> why_not_positive(
    std::span<const NodeSession> sessions, const NodeSession& session, const PathProbes& path,
    const PathReady& ready, std::optional<Instant> since, const PathLoss& loss,
    const PathProof& proof);

}  // namespace canary
