// SPDX-License-Identifier: Apache-2.0
#include "cluster/json_of_others.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace canary {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kOctetsOfAValue = 4;
constexpr std::size_t kFew = 1024;  // values that any text may have

/// Before each value but the first of an object or a list stands one of these; in texts they stand
/// as well, but seldom as many.
bool begins_a_value(char c) { return c == ',' || c == '[' || c == '{'; }

}  // namespace

Json parse_json_of_others(std::string_view text) {
  const auto values = static_cast<std::size_t>(std::ranges::count_if(text, begins_a_value));
  return Json::parse(values > text.size() / kOctetsOfAValue + kFew ? "" : text);
}

}  // namespace canary
