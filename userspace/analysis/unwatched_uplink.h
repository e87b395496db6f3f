// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fates/encryption_proof.h"
#include "model/finding.h"
#include "reading/node_session.h"

namespace canary {

/// Why nothing good can be said of an encrypted path: its ESP left one of its nodes through a
/// device that is not watched, as far as they recorded. Absent where all of it was seen leaving.
[[nodiscard]] std::optional<std::string> why_not_seen_leaving(std::span<const NodeSession> sessions,
                                                              const PathProbes& path,
                                                              const PathProof& proof);

/// Findings on devices that packets can leave a node through without being seen: neither ESP nor
/// plaintext is.
[[nodiscard]] std::vector<Finding> find_unwatched_uplinks(std::span<const NodeSession> sessions);

}  // namespace canary
