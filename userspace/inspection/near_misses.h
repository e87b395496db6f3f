// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "inspection/xfrm_lookup.h"

namespace canary {

/// What keeps the states that come nearest from being chosen for an outbound template, a sentence
/// each; that there is none where none goes there.
[[nodiscard]] std::vector<std::string> explain_near_misses(const XfrmLookup& lookup,
                                                           const XfrmPolicy& policy,
                                                           const XfrmTemplate& wanted);

}  // namespace canary
