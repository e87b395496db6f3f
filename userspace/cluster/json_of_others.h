// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace canary {

/// Reads JSON of which somebody else decides what it holds. As a tree a value takes a hundred
/// bytes and may stand in two octets: text with more than one value in four octets is refused
/// before it takes any. Throws nlohmann::json::exception where it is none.
[[nodiscard]] nlohmann::json parse_json_of_others(std::string_view text);

}  // namespace canary
