// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace canary::testing {

/// Sentences of one report, without line breaks inside of them, that cannot both be true: "A" and
/// "B", for each pair.
[[nodiscard]] std::vector<std::string> contradictions_in(const std::string& report);

/// The same of what a report says of one path.
[[nodiscard]] std::vector<std::string> contradictions_about_path(const std::string& report);

}  // namespace canary::testing
