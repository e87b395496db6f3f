// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commands/command.h"
#include "session/reflect_options.h"

namespace CLI {
class App;
}

namespace canary {

/// `xfrm-canary reflect`.
class ReflectCommand : public Command {
 public:
  explicit ReflectCommand(CLI::App& app);

  /// Checks what was given.
  [[nodiscard]] Result<ReflectOptions> options() const;
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  ReflectOptions options_;
  std::vector<std::string> local_, control_local_, evidence_listen_;
};

}  // namespace canary
