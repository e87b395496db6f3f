// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace canary {

/// An option, a flag or a positional argument, as --help tells of it.
struct OptionDescription {
  std::vector<std::string> names;  ///< "-h", "--help"; of an argument its name alone
  std::string value;               ///< "FILE"; empty: a flag
  std::string meaning;
  std::string usual;  ///< what it is where it is not given; empty: nothing
  bool argument = false;
  bool required = false;
  bool many = false;
  bool operator==(const OptionDescription&) const = default;
};

/// The program, or one of its commands.
struct CommandDescription {
  std::string name;  ///< "xfrm-canary", "verify"
  std::string summary;
  std::vector<OptionDescription> options;
};

/// All that pages and completion are made of.
struct ProgramDescription {
  CommandDescription program;
  std::vector<CommandDescription> commands;
};

/// Reads the same tree of options that --help is printed from.
[[nodiscard]] ProgramDescription describe(const CLI::App& app);

}  // namespace canary
