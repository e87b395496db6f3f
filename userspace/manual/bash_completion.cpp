// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "manual/completion.h"

namespace canary {
namespace {

constexpr const char* kHead = R"(# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of xfrm-canary for bash.
_xfrm_canary() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' words='' word
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		[[ $word == -* ]] || {
			command=$word
			break
		}
	done
	# bash takes --option=value for three words.
	[[ $previous != = ]] || previous=${COMP_WORDS[COMP_CWORD - 2]}
	[[ $current != = ]] || current=''
)";

constexpr const char* kTail = R"(	if [[ $current == -* || -z $command ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
	else
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	fi
}
complete -F _xfrm_canary xfrm-canary
)";

std::string names_of(const CommandDescription& command) {
  std::string words;
  for (const OptionDescription& option : command.options)
    if (!option.argument)
      for (const std::string& name : option.names) words += words.empty() ? name : " " + name;
  return words;
}

/// Patterns of `case` for the options of a command whose values are files, or are not.
std::string patterns(const CommandDescription& command, bool files) {
  std::string pattern;
  for (const OptionDescription& option : command.options) {
    if (option.argument || option.value.empty() || (option.value == "FILE") != files) continue;
    for (const std::string& name : option.names)
      pattern += fmt::format("{}{}:{}", pattern.empty() ? "" : " | ", command.name, name);
  }
  return pattern;
}

}  // namespace

std::string bash_completion(const ProgramDescription& program) {
  std::string files;
  std::string others;
  std::string words;
  std::string commands;
  for (const CommandDescription& command : program.commands) {
    for (const bool file : {true, false})
      if (const std::string pattern = patterns(command, file); !pattern.empty()) {
        std::string& all = file ? files : others;
        all += (all.empty() ? "" : " | ") + pattern;
      }
    words += fmt::format("\t{}) words='{}' ;;\n", command.name, names_of(command));
    commands += command.name + " ";
  }
  return fmt::format(
      "{}\tcase $command:$previous in\n"
      "\t{})\n\t\tcompopt -o filenames\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "\t\treturn\n\t\t;;\n"
      "\t{})\n\t\treturn\n\t\t;;\n\tesac\n"
      "\tcase $command in\n{}\t'') words='{}{}' ;;\n\tesac\n{}",
      kHead, files, others, words, commands, names_of(program.program), kTail);
}

}  // namespace canary
