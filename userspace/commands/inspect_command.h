// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commands/command.h"
#include "model/path.h"
#include "model/peer.h"

namespace CLI {
class App;
}

namespace canary {

/// Which node's states and policies are read, and what is known of its peers.
struct InspectOptions {
  NodeName node = "this node";
  std::vector<PeerSpec> peers;  ///< whose outer addresses are known
  std::string node_netns;
  std::string json_file;
};

/// `xfrm-canary inspect`: exit code 1 where a finding fails.
class InspectCommand : public Command {
 public:
  explicit InspectCommand(CLI::App& app);

  /// Checks what was given.
  [[nodiscard]] Result<InspectOptions> options() const;
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  InspectOptions options_;
  std::vector<std::string> peers_;
};

}  // namespace canary
