// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/path.h"

namespace canary {

enum class Severity { Info, Warning, Failure };

[[nodiscard]] std::string_view to_text(Severity severity);  ///< "info", "warning", "failure"

/// Something else that the operator must know. A Failure makes the exit code 1.
struct Finding {
  std::string kind;  ///< "plaintext-leak", "wire-loss", ...
  Severity severity = Severity::Info;
  NodeName node;
  std::string summary;  ///< one sentence
  std::vector<std::string> evidence;
  std::vector<std::string> advice;  ///< sentences; none holds a name that somebody else chose
  /// To be typed as they stand, in this order. Each does what it says to the entry that is meant
  /// and to nothing else; none holds a name that somebody else chose.
  std::vector<std::string> commands{};
  bool operator==(const Finding&) const = default;
};

}  // namespace canary
