// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "commands/command.h"

namespace CLI {
class App;
}

namespace canary {

/// Reads `words` into the options of `app`. The value is a text that was asked for instead (--help,
/// --version). A word that is wrong is a Usage error of one sentence.
[[nodiscard]] Result<std::optional<std::string>> read_words(CLI::App& app, Words words);

}  // namespace canary
