// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "model/verdict.h"

namespace canary {

/// A finding as every JSON document of ours shows it.
[[nodiscard]] nlohmann::ordered_json to_json(const Finding& finding);

}  // namespace canary
