// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commands/command.h"

namespace CLI {
class App;
}

namespace canary {

/// What doctor is to look at.
struct DoctorOptions {
  std::vector<std::string> uplinks;  ///< as for verify
  std::string node_netns;
  std::vector<std::string> without;
  std::string json_file;
};

/// `xfrm-canary doctor`: what this kernel offers, which mode was chosen for each hook and why, as
/// text and JSON. Attaches nothing. Environment (3) where verify could not attach everything.
class DoctorCommand : public Command {
 public:
  explicit DoctorCommand(CLI::App& app);
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  DoctorOptions options_;
};

}  // namespace canary
