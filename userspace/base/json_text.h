// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace canary {

/// Writes JSON for files, answers and terminals: indented, in pure ASCII (whatever else is in its
/// strings is escaped), with a newline at its end. What is no UTF-8 becomes U+FFFD. Never throws.
[[nodiscard]] std::string to_json_text(const nlohmann::ordered_json& json);

/// Writes the same on one line, without the newline.
[[nodiscard]] std::string to_json_line(const nlohmann::ordered_json& json);

}  // namespace canary
