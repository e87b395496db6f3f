// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "commands/command_line.h"

namespace canary::testing {

/// The options that the text of --help names, by command; "" is the program. Read from that text
/// and not from what pages are made of, which could leave out the same option.
inline std::map<std::string, std::set<std::string>> help_options() {
  const CommandLine command_line;
  std::map<std::string, std::set<std::string>> options;
  const auto read = [&](const std::string& name, const CLI::App& app) {
    static const std::regex kOption("\n  (-[a-z]),?(--[a-z-]+)?|\n  (--[a-z-]+)");
    const std::string help = app.help();
    for (std::sregex_iterator found(help.begin(), help.end(), kOption), end; found != end; ++found)
      for (std::size_t i = 1; i < found->size(); ++i)
        if ((*found)[i].matched) options[name].insert((*found)[i].str());
  };
  read("", command_line.app());
  for (const CLI::App* command :
       command_line.app().get_subcommands([](const CLI::App*) { return true; }))
    read(command->get_name(), *command);
  return options;
}

}  // namespace canary::testing
