// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include "base/time.h"

namespace canary {

struct Exited {
  int status = 0;
  bool operator==(const Exited&) const = default;
};
struct Killed {
  int signal = 0;
  bool operator==(const Killed&) const = default;
};
struct OutOfTime {
  bool operator==(const OutOfTime&) const = default;
};
struct NotStarted {
  int error = 0;  ///< errno
  bool operator==(const NotStarted&) const = default;
};
using CommandEnd = std::variant<Exited, Killed, OutOfTime, NotStarted>;

/// Runs `sh -c COMMAND` without input and output. When `limit` is over, it and all that it started
/// in its process group are killed.
[[nodiscard]] CommandEnd run_command(const std::string& command, Duration limit);

}  // namespace canary
