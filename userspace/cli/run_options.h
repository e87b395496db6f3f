// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"
#include "cli/session_options.h"

namespace canary {

/// Flags of run as they are written, before they become checked types.
struct RunWords {
  SessionWords session;
  std::string cover = "30s", window = "10m", listen = "127.0.0.1:9862";
};

/// Every flag is also a key of the configuration file (config_file.h).
void add_run(CLI::App& app, RunOptions& options, RunWords& words);

[[nodiscard]] Result<Command> check_run(RunOptions options, const RunWords& words);

}  // namespace canary
