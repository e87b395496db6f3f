// SPDX-License-Identifier: Apache-2.0
#include "commands/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/write_file.h"
#include "commands/command_table.h"
#include "commands/read_words.h"

namespace canary {

CommandLine::CommandLine()
    : app_("Does encrypted traffic between nodes really flow again after an upgrade?",
           "xfrm-canary") {
  app_.set_version_flag("--version", "xfrm-canary " CANARY_VERSION);
  app_.require_subcommand(1);
  for (const CommandEntry& entry : command_table())
    commands_.push_back(
        entry.make(*app_.add_subcommand(std::string(entry.name), std::string(entry.summary))));
}

Result<ExitStatus> CommandLine::run(const Words& words) {
  const auto text = read_words(app_, words);
  if (!text) return std::unexpected(text.error());
  if (*text) {
    const auto written = write_file("-", **text);
    if (!written) return std::unexpected(written.error());
    return ExitStatus::Fine;
  }
  const std::string name = app_.get_subcommands().front()->get_name();
  const auto entry = std::ranges::find(command_table(), name, &CommandEntry::name);
  const auto& command = commands_.at(static_cast<std::size_t>(entry - command_table().begin()));
  return command->run({std::ranges::find(words, name) + 1, words.end()});
}

}  // namespace canary
