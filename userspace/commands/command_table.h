// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "commands/command.h"

namespace CLI {
class App;
}

namespace canary {

/// A row of the table of commands.
struct CommandEntry {
  std::string_view name;
  std::string_view summary;  ///< one line of help
  std::unique_ptr<Command> (*make)(CLI::App& app);
};

/// All commands, in the order in which --help lists them.
[[nodiscard]] std::span<const CommandEntry> command_table();

}  // namespace canary
