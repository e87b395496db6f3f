// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "manual/completion.h"

namespace canary {
namespace {

/// Within '...' and [...] of a specification of _arguments.
std::string zsh_quoted(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'')
      safe += "'\\''";
    else if (c == '[' || c == ']' || c == ':' || c == '\\')
      safe += fmt::format("\\{}", c);
    else
      safe += c;
  }
  return safe;
}

std::string action(const OptionDescription& option) {
  return option.value == "FILE" ? "_files" : " ";
}

/// One line for each name: "'--json=[meaning]:FILE:_files'".
std::string specifications(const OptionDescription& option) {
  if (option.argument)
    return fmt::format(" \\\n\t\t\t'{}:{}:{}'", option.many ? "*" : "",
                       zsh_quoted(option.names.front()), action(option));
  std::string lines;
  for (const std::string& name : option.names) {
    lines += fmt::format(" \\\n\t\t\t'{}{}", option.many ? "*" : "", name);
    if (!option.value.empty() && name.starts_with("--")) lines += "=";
    lines += fmt::format("[{}]", zsh_quoted(option.meaning));
    if (!option.value.empty())
      lines += fmt::format(":{}:{}", zsh_quoted(option.value), action(option));
    lines += "'";
  }
  return lines;
}

std::string arguments(const CommandDescription& command) {
  std::string text = "_arguments";
  for (const OptionDescription& option : command.options) text += specifications(option);
  return text;
}

}  // namespace

std::string zsh_completion(const ProgramDescription& program) {
  std::string commands;
  std::string cases;
  for (const CommandDescription& command : program.commands) {
    commands += fmt::format("\t\t'{}:{}'\n", command.name, zsh_quoted(command.summary));
    cases += fmt::format("\t\t{})\n\t\t\t{}\n\t\t\t;;\n", command.name, arguments(command));
  }
  return fmt::format(
      "#compdef xfrm-canary\n# SPDX-License-Identifier: Apache-2.0\n"
      "# Completion of xfrm-canary for zsh.\n"
      "_xfrm_canary() {{\n\tlocal state\n\tlocal -a commands=(\n{}\t)\n"
      "\t{} \\\n\t\t\t'1:command:->command' '*::argument:->argument'\n"
      "\tcase $state in\n\tcommand) _describe command commands ;;\n"
      "\targument)\n\t\tcase $words[1] in\n{}\t\tesac\n\t\t;;\n\tesac\n}}\n_xfrm_canary \"$@\"\n",
      commands, arguments(program.program), cases);
}

}  // namespace canary
