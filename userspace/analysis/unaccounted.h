// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "fates/encryption_proof.h"
#include "fates/path_loss.h"
#include "reading/node_session.h"

namespace canary {

/// Tells why a path may not be called good because of what its `node` lost sight of in `window`:
/// kernel events, or drops that the kernel counted and nobody saw, as a clause. Nothing where that
/// cannot have hit the path: each of its lost probes is explained by something else, and each
/// answered one is proved. What hit the packets of others does not weigh on it.
[[nodiscard]] std::optional<std::string> why_unaccounted(const NodeSession& node,
                                                         const Span& window, const PathLoss& loss,
                                                         const PathProof& proof);

}  // namespace canary
