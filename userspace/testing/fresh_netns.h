// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>
#include <string>
#include <thread>

#include "base/unique_fd.h"

namespace canary {

/// A network namespace of its own, with loopback up, that goes when it is destroyed.
class FreshNetns {
 public:
  /// Makes one; nothing without CAP_SYS_ADMIN: a test that needs one is skipped.
  static std::optional<FreshNetns> make() {
    UniqueFd handle;
    std::jthread([&handle] {
      if (unshare(CLONE_NEWNET) != 0 || !bring_loopback_up()) return;
      handle = UniqueFd(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    }).join();
    if (!handle.valid()) return std::nullopt;
    return FreshNetns(std::move(handle));
  }

  /// The path that ScopedNetns::enter() takes.
  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", handle_.get()); }

 private:
  explicit FreshNetns(UniqueFd handle) : handle_(std::move(handle)) {}

  static bool bring_loopback_up() {
    const UniqueFd fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return fd.valid() && ioctl(fd.get(), SIOCSIFFLAGS, &request) == 0;
  }

  UniqueFd handle_;
};

}  // namespace canary
