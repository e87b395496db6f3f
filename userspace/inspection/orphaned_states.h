// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "inspection/inspection.h"
#include "inspection/xfrm_lookup.h"

namespace canary {

/// States out that no policy chooses, nor could choose if a newer one went, oldest first. Not those
/// of IKE that wait for their end beside the one that took their place; of Cilium's all are meant
/// to be used.
[[nodiscard]] std::vector<const XfrmState*> orphaned_states(const XfrmLookup& lookup,
                                                            const NodeFacts& facts);

}  // namespace canary
