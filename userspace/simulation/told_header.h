// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "model/session_header.h"
#include "simulation/history.h"

namespace canary::simulation {

/// What a node's recording begins with; `started` is left to its observer.
[[nodiscard]] SessionHeader header_of(const History& history, std::size_t node);

}  // namespace canary::simulation
