// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command.h"
#include "commands/session_flags.h"
#include "daemon/run_options.h"

namespace CLI {
class App;
}

namespace canary {

/// Reads the words behind `run`, and the file that they name with --config.
[[nodiscard]] Result<RunOptions> read_run_options(const Words& given);

/// `xfrm-canary run`. Every option is also a key of the configuration file (config_file.h).
class RunCommand : public Command {
 public:
  explicit RunCommand(CLI::App& app);

  /// Checks what was given.
  [[nodiscard]] Result<RunOptions> options() const;
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  RunOptions options_;
  SessionWords words_;
  std::string cover_ = "30s", window_ = "10m", listen_ = "127.0.0.1:9862";
};

}  // namespace canary
