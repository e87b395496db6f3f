// SPDX-License-Identifier: Apache-2.0
#include "base/json_text.h"

#include <nlohmann/json.hpp>

namespace canary {
namespace {

std::string dump(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

std::string to_json_text(const nlohmann::ordered_json& json) { return dump(json, 2) + "\n"; }

std::string to_json_line(const nlohmann::ordered_json& json) { return dump(json, -1); }

}  // namespace canary
