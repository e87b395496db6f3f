// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <vector>

#include "commands/command.h"

namespace canary {

/// The command line of the program: all commands of the table and their options.
class CommandLine {
 public:
  CommandLine();

  /// Everything that a command line can get wrong is found here, as a Usage error of one sentence.
  /// `words` are without the name of the program.
  [[nodiscard]] Result<ExitStatus> run(const Words& words);

  /// The program's options and those of each command, as --help tells them.
  [[nodiscard]] const CLI::App& app() const { return app_; }

 private:
  CLI::App app_;
  std::vector<std::unique_ptr<Command>> commands_;  ///< as in the table
};

}  // namespace canary
