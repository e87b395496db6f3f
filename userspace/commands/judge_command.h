// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/command.h"
#include "reading/window_edge.h"
#include "session/report_files.h"

namespace CLI {
class App;
}

namespace canary {

/// Which recordings are judged, and where reports go.
struct JudgeOptions {
  std::vector<std::string> recordings;
  std::optional<WindowEdge> since, until;  ///< absent: the recording's own edge
  ReportFiles reports;
};

/// `xfrm-canary judge`: reads recordings, of one node or of several, and judges them as verify did.
class JudgeCommand : public Command {
 public:
  explicit JudgeCommand(CLI::App& app);

  /// Checks what was given.
  [[nodiscard]] Result<JudgeOptions> options() const;
  [[nodiscard]] Result<ExitStatus> run(const Words& given) override;

 private:
  JudgeOptions options_;
  std::string since_, until_;
};

}  // namespace canary
