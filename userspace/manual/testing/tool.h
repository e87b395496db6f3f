// SPDX-License-Identifier: Apache-2.0
// For tests only.
#pragma once

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace canary::testing {

/// How a tool of the system ended, and all that it said.
struct ToolRun {
  int status = -1;
  std::string said;
};

inline ToolRun run_tool(const std::string& command) {
  std::FILE* pipe = popen(fmt::format("{{ {}; }} 2>&1", command).c_str(), "re");
  ToolRun run;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
    run.said.append(part.data(), size);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) run.status = WEXITSTATUS(status);
  return run;
}

inline bool has_tool(const std::string& name) {
  return run_tool(fmt::format("command -v {}", name)).status == 0;
}

}  // namespace canary::testing
