// SPDX-License-Identifier: Apache-2.0
// For tests: one `ip` that carries out command after command, as a person would paste them. To
// start one for each takes many times as long as what it does.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace canary::testing {

/// `ip -force -batch -` in the network namespace of the thread that makes it.
class IpProcess {
 public:
  IpProcess() { start(); }
  IpProcess(const IpProcess&) = delete;
  IpProcess& operator=(const IpProcess&) = delete;
  ~IpProcess() { end(); }

  [[nodiscard]] bool is_there() const { return pid_ > 0; }

  /// Carries out what stands behind "ip ". False: `ip` or the kernel refused it. A word that it
  /// refuses in any case stands behind each command: its complaint tells that the command is done.
  /// Some refusals make it end in spite of -force; then another takes its place.
  bool run(std::string_view words) {
    const auto lines = std::string(words) + "\ndone\n";
    line_ += 2;
    if (write(in_.get(), lines.data(), lines.size()) != static_cast<ssize_t>(lines.size()))
      return false;
    std::string told;
    while (told.find(failure_of(line_)) == std::string::npos) {
      std::array<char, 4096> some{};
      const auto count = read(err_.get(), some.data(), some.size());
      if (count <= 0) {
        end();
        start();
        return false;
      }
      told.append(some.data(), static_cast<std::size_t>(count));
    }
    return told.find(failure_of(line_ - 1)) == std::string::npos;
  }

 private:
  void start() {
    std::array<int, 2> in{}, err{};
    if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0) return;
    const UniqueFd reads(in[0]), complains(err[1]);
    in_ = UniqueFd(in[1]);
    err_ = UniqueFd(err[0]);
    line_ = 0;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, reads.get(), STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, complains.get(), STDERR_FILENO);
    std::array<char*, 5> words{const_cast<char*>("ip"), const_cast<char*>("-force"),
                               const_cast<char*>("-batch"), const_cast<char*>("-"), nullptr};
    if (posix_spawnp(&pid_, "ip", &actions, nullptr, words.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
  }
  void end() {
    in_ = UniqueFd();
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  static std::string failure_of(int line) {
    return "Command failed -:" + std::to_string(line) + "\n";
  }

  UniqueFd in_, err_;
  pid_t pid_ = -1;
  int line_ = 0;
};

}  // namespace canary::testing
