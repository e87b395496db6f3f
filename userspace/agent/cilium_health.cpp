// SPDX-License-Identifier: Apache-2.0
#include "agent/cilium_health.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>

#include "base/visible_text.h"

namespace canary {
namespace {

constexpr std::size_t kLongestText = 1000;  // bytes, which a report still shows

std::string text_at(const nlohmann::json& status, const char* pointer) {
  const nlohmann::json::json_pointer at(pointer);
  if (!status.is_object() || !status.contains(at) || !status.at(at).is_string()) return "";
  return std::string(shortened(status.at(at).get<std::string>(), kLongestText));
}

/// Where the agent has something to complain about, the message is a sentence instead.
std::optional<std::string> version_in(const std::string& message) {
  if (message.empty() || !std::isdigit(static_cast<unsigned char>(message.front())))
    return std::nullopt;
  return message.substr(0, message.find(' '));
}

}  // namespace

AgentPoll read_cilium_health(std::string_view json) {
  const auto status = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  const std::string state = text_at(status, "/cilium/state");
  const std::string message = text_at(status, "/cilium/msg");
  if (state == "Ok" || state == "Disabled") return AgentPoll::ready(version_in(message));
  if (state.empty()) return AgentPoll::not_ready("its answer has no cilium.state");
  return AgentPoll::not_ready(fmt::format("cilium.state is {}: {}", state, message));
}

}  // namespace canary
