// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "simulation/judged_path.h"

namespace canary::simulation {

/// What speaks against the verdict on a path, by the rules of
/// docs/decisions/2026-11-22-verdict-rules.md applied to the truth.
[[nodiscard]] std::vector<std::string> object_to_verdict(const JudgedPath& path);

}  // namespace canary::simulation
