// SPDX-License-Identifier: Apache-2.0
// What must be true of a cluster for an advisory to concern it, beside its versions.
#pragma once

#include <span>
#include <string_view>

namespace canary {

struct Condition {
  std::string_view word;   ///< as advisories.txt has it
  std::string_view words;  ///< for people: stands after "it concerns clusters with "
};

[[nodiscard]] std::span<const Condition> known_conditions();

/// Null: there is none of that word.
[[nodiscard]] const Condition* find_condition(std::string_view word);

// Those that a node's own tables answer.
inline constexpr std::string_view kWireguard = "wireguard";
inline constexpr std::string_view kRotation = "rotation";
/// Of risks that are read from a graph of updates.
inline constexpr std::string_view kToldByMetrics = "told-by-metrics";

}  // namespace canary
