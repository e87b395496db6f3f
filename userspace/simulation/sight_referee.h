// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "simulation/judged_path.h"

namespace canary::simulation {

/// So many answers at the end of an encrypted path must be proved.
inline constexpr std::uint64_t kProvedAtEnd = 10;

/// What a positive verdict on an encrypted path must rest on, and does not: that hooks looked from
/// the probe at `since` on, and that its packets were encrypted.
[[nodiscard]] std::vector<std::string> object_to_sight(const JudgedPath& path, std::size_t since);

}  // namespace canary::simulation
