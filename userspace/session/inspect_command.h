// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.h"
#include "cli/options.h"
#include "inspection/inspection.h"

namespace canary {

/// Reads the states and policies of a node and what is wrong with them.
[[nodiscard]] Result<Inspection> inspect_node(const NodeName& node, const std::string& node_netns,
                                              const std::vector<PeerSpec>& peers);

/// `inspect`: exit code 1 where a finding fails.
[[nodiscard]] Result<ExitStatus> run_inspect(const InspectOptions& options);

}  // namespace canary
