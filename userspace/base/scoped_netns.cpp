// SPDX-License-Identifier: Apache-2.0
#include "base/scoped_netns.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace canary {
namespace {

/// `capability`: what that step needs.
std::unexpected<Error> cannot_enter(const std::string& path, int error,
                                    std::string_view capability) {
  const std::string what =
      fmt::format("enter network namespace '{}': {}", path, std::generic_category().message(error));
  if (error == EPERM || error == EACCES)
    return environment_error(fmt::format("{}; this needs {} (run as root)", what, capability));
  if (error == ENOENT || error == ENOTDIR || error == EINVAL || error == EISDIR)
    return usage_error(what + "; give a namespace file: /proc/PID/ns/net or /run/netns/NAME");
  return environment_error(what);
}

}  // namespace

Result<ScopedNetns> ScopedNetns::enter(const std::string& path) {
  if (path.empty()) return ScopedNetns(UniqueFd{});
  const UniqueFd target(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  // Another process's /proc/PID/ns may be opened by whoever may trace it (proc_ns_get_link).
  if (!target.valid())
    return cannot_enter(path, errno,
                        path.starts_with("/proc/") ? "CAP_SYS_PTRACE" : "the right to read it");
  UniqueFd home(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!home.valid()) return system_error("open /proc/thread-self/ns/net", errno);
  if (setns(target.get(), CLONE_NEWNET) != 0) return cannot_enter(path, errno, "CAP_SYS_ADMIN");
  return ScopedNetns(std::move(home));
}

ScopedNetns::~ScopedNetns() {
  if (!home_.valid() || setns(home_.get(), CLONE_NEWNET) == 0) return;
  std::perror("xfrm-canary: return from a network namespace");
  std::abort();
}

}  // namespace canary
