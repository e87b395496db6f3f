// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "manual/command_description.h"

namespace canary {

/// What stands at the foot of each page.
struct ManEdition {
  std::string version;  ///< of the program
  std::string date;     ///< of that version: "2026-11-28"
};

/// The page xfrm-canary(1), in the language of man(7).
[[nodiscard]] std::string man_page_of_program(const ProgramDescription& program,
                                              const ManEdition& edition);

/// The page xfrm-canary-COMMAND(1).
[[nodiscard]] std::string man_page_of_command(const CommandDescription& command,
                                              const ManEdition& edition);

}  // namespace canary
