// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/verdict.h"

namespace canary {

/// What passed in the clear and is no leak, of which findings tell; one sentence each.
[[nodiscard]] std::vector<std::string> clear_words(const Judgement& judgement);

}  // namespace canary
