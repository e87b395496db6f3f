// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "manual/command_description.h"

namespace canary {

/// Makes scripts that complete commands, options and names of files, one for each shell.
[[nodiscard]] std::string bash_completion(const ProgramDescription& program);
[[nodiscard]] std::string zsh_completion(const ProgramDescription& program);
[[nodiscard]] std::string fish_completion(const ProgramDescription& program);

}  // namespace canary
