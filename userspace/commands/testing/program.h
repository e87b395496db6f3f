// SPDX-License-Identifier: Apache-2.0
// For tests only: the program as a shell starts it. Who includes it defines CANARY_PROGRAM.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "cli/exit_status.h"

namespace canary {

struct Ran {
  ExitStatus status;
  std::string text;
};

constexpr std::string_view kOnlyStderr = "2>&1 >/dev/null";
constexpr std::string_view kOnlyStdout = "2>/dev/null";

/// Runs the program to its end; `redirection` says what of its output is kept.
inline Ran run(const std::string& arguments, std::string_view redirection = kOnlyStderr) {
  const std::string command = fmt::format("{} {} {}", CANARY_PROGRAM, arguments, redirection);
  std::FILE* pipe = popen(command.c_str(), "re");
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
    text.append(part.data(), size);
  const int status = pclose(pipe);
  EXPECT_TRUE(WIFEXITED(status)) << "it crashed: " << text;
  return {static_cast<ExitStatus>(WEXITSTATUS(status)), text};
}

}  // namespace canary
