// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "commands/command_line.h"

int main(int argc, char** argv) {
  const auto status = canary::CommandLine().run({argv + 1, argv + std::max(argc, 1)});
  if (status) return static_cast<int>(*status);
  fmt::print(stderr, "xfrm-canary: {}\n", status.error().message);
  return static_cast<int>(canary::exit_status_of(status.error()));
}
