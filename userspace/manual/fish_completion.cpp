// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "manual/completion.h"

namespace canary {
namespace {

/// Within '...' of fish.
std::string fish_quoted(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string line(const OptionDescription& option, const std::string& condition) {
  std::string text = fmt::format("complete -c xfrm-canary -n '{}'", condition);
  for (const std::string& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) text += option.value == "FILE" ? " -r -F" : " -x";
  return text + fmt::format(" -d '{}'\n", fish_quoted(option.meaning));
}

std::string lines(const CommandDescription& command, const std::string& condition) {
  std::string text;
  for (const OptionDescription& option : command.options) {
    if (!option.argument)
      text += line(option, condition);
    else if (option.value == "FILE")
      text += fmt::format("complete -c xfrm-canary -n '{}' -F\n", condition);
  }
  return text;
}

}  // namespace

std::string fish_completion(const ProgramDescription& program) {
  std::string text =
      "# SPDX-License-Identifier: Apache-2.0\n# Completion of xfrm-canary for fish.\n"
      "complete -c xfrm-canary -f\n";
  for (const CommandDescription& command : program.commands)
    text += fmt::format("complete -c xfrm-canary -n __fish_use_subcommand -a {} -d '{}'\n",
                        command.name, fish_quoted(command.summary));
  text += lines(program.program, "__fish_use_subcommand");
  for (const CommandDescription& command : program.commands)
    text += lines(command, "__fish_seen_subcommand_from " + command.name);
  return text;
}

}  // namespace canary
