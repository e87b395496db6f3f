// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/finding.h"
#include "model/path.h"
#include "model/xfrm_tables.h"

namespace canary {

/// What keeps this node's kernel from ESP, whatever its states and policies are: `esp-unavailable`,
/// a module that is not to be loaded; `esp-filtered` (Failure), rules of nf_tables that drop IP
/// protocol 50; `cannot-tell` (Info), rules that may. Of the families that the node's states have,
/// or of IPv4 where it has none. The calling thread stands in the node's network namespace.
[[nodiscard]] std::vector<Finding> find_missing_abilities(const XfrmTables& tables,
                                                          const NodeName& node);

}  // namespace canary
