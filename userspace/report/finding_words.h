// SPDX-License-Identifier: Apache-2.0
// What the reports for people say of findings.
#pragma once

#include <string_view>
#include <vector>

#include "model/verdict.h"

namespace canary {

[[nodiscard]] std::string_view headline(Severity severity);  ///< "FAILURE", "WARNING", "note"
[[nodiscard]] std::vector<const Finding*> gravest_first(const std::vector<Finding>& findings);

}  // namespace canary
