// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>

#include "base/terminal_text.h"
#include "commands/command_line.h"

namespace {

/// Holds the numbers of stdin, stdout and stderr where they were closed, so that no socket or file
/// gets one and a report is written into it. Writing to what holds them fails.
void hold_standard_streams() {
  int held = 0;
  do held = open("/dev/null", O_RDONLY);
  while (0 <= held && held <= STDERR_FILENO);
  if (held > STDERR_FILENO) close(held);
}

/// Tokens and keys are never written to a disk. One byte and not none: a core_pattern that is a
/// pipe gets a dump with a limit of 0 as well, and none with 1 (do_coredump() in fs/coredump.c,
/// Linux 6.1).
void forbid_core_dumps() {
  constexpr rlimit kNone{1, 1};
  setrlimit(RLIMIT_CORE, &kNone);
}

int run(int argc, char** argv) {
  const auto status = canary::CommandLine().run({argv + 1, argv + std::max(argc, 1)});
  if (status) return static_cast<int>(*status);
  canary::say(status.error().message);
  return static_cast<int>(canary::exit_status_of(status.error()));
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  forbid_core_dumps();
  // A reader that went and a file that got too large are errors of the write.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    canary::say(problem.what());
    return static_cast<int>(canary::ExitStatus::Environment);
  }
}
