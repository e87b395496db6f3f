// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "simulation/history.h"
#include "simulation/truth.h"

namespace canary::simulation {

/// Tells people what happens in a history, and what became of its probes.
[[nodiscard]] std::string in_words(const History& history, const Truth& truth);

}  // namespace canary::simulation
