// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/dice.h"
#include "simulation/history.h"

namespace canary::simulation {

/// Throws a history: mostly two or three nodes for some seconds, and now and then many nodes.
[[nodiscard]] History throw_history(std::uint64_t seed);

}  // namespace canary::simulation
