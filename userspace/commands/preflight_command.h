// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command.h"
#include "model/path.h"

namespace CLI {
class App;
}

namespace canary {

/// Which upgrade is asked about, and on which node.
struct PreflightOptions {
  std::string product = "cilium";
  std::string from;  ///< a version; empty: ask the agent
  std::string to;
  std::string risks_file;        ///< a graph of updates of OpenShift; empty: none
  std::string agent = "cilium";  ///< agent/agent.h
  NodeName node = "this node";
  std::string node_netns;
  std::string json_file;
};

/// `xfrm-canary preflight`: exit code 1 where the upgrade is known to break traffic, or where the
/// node's states and policies are wrong already.
class PreflightCommand : public Command {
 public:
  explicit PreflightCommand(CLI::App& app);
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  PreflightOptions options_;
};

}  // namespace canary
