// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "inspection/inspection.h"
#include "model/peer.h"

namespace canary {

/// Reads the states and policies of a node and what is wrong with them.
[[nodiscard]] Result<Inspection> inspect_node(const NodeName& node, const std::string& node_netns,
                                              const std::vector<PeerSpec>& peers);

}  // namespace canary
