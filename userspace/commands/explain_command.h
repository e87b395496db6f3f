// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command.h"

namespace CLI {
class App;
}

namespace canary {

/// What is to be explained.
struct ExplainOptions {
  std::string cause;  ///< empty: all
  std::string json_file;
};

/// `xfrm-canary explain CAUSE`, or `explain`, which lists what can be explained.
class ExplainCommand : public Command {
 public:
  explicit ExplainCommand(CLI::App& app);
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  ExplainOptions options_;
};

}  // namespace canary
