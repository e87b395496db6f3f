// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/exit_status.h"

namespace canary {

/// Words of a command line as the shell passes them.
using Words = std::vector<std::string>;

/// A subcommand of the program. Its constructor takes the CLI::App of the subcommand and registers
/// the options there; when the command line has been read, they hold what was given.
class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  /// Checks what was given and does it. `given` are the words behind the command's name.
  [[nodiscard]] virtual Result<ExitStatus> run(const Words& given) = 0;
};

}  // namespace canary
