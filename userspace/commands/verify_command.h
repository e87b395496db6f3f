// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include "commands/cluster_verify.h"
#include "commands/command.h"
#include "commands/session_flags.h"
#include "session/verify_options.h"

namespace CLI {
class App;
}

namespace canary {

/// `xfrm-canary verify`, and `verify --cluster` or `--prometheus`, which ask others.
class VerifyCommand : public Command {
 public:
  explicit VerifyCommand(CLI::App& app);

  /// Tells which of both is wanted, checked.
  [[nodiscard]] Result<std::variant<VerifyOptions, ClusterOptions>> options() const;
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  [[nodiscard]] Result<VerifyOptions> verify_options() const;
  [[nodiscard]] Result<ClusterOptions> cluster_options() const;

  VerifyOptions verify_;
  ClusterOptions cluster_;
  SessionWords words_;
  std::string gone_within_ = "10m", ready_within_ = "10m";
  bool after_ = false;
};

}  // namespace canary
