// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace CLI {
class App;
}

namespace canary {

/// Reads a configuration file (TOML as CLI11 reads it) into the words of a command line. Keys that
/// `command` does not know, sections, and a file that cannot be read are Usage errors that name
/// them. Keys that `given` names as flags are left out: the command line wins.
///
///     node = "node-a"
///     peer = ["node-b=10.0.1.10,control=192.0.2.2", "node-c=10.0.2.10,control=192.0.2.3"]
[[nodiscard]] Result<std::vector<std::string>> words_of_file(const std::string& path,
                                                             const CLI::App& command,
                                                             const std::vector<std::string>& given);

/// Finds the value of --config in a command line; empty where there is none.
[[nodiscard]] std::string config_file_of(const std::vector<std::string>& words);

}  // namespace canary
