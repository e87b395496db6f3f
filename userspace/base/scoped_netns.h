// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.h"
#include "base/unique_fd.h"

namespace canary {

/// While it lives, the calling thread stands in another network namespace: sockets opened meanwhile
/// belong to it, for as long as they live. Destroy it on the thread that made it.
class ScopedNetns {
 public:
  /// `path` is a namespace file: /proc/PID/ns/net or /run/netns/NAME. An empty path stays where the
  /// thread is. A path that is no network namespace is a Usage error, a lack of permission an
  /// Environment error.
  static Result<ScopedNetns> enter(const std::string& path);

  ScopedNetns(ScopedNetns&&) noexcept = default;
  ScopedNetns& operator=(ScopedNetns&&) = delete;
  /// Goes back. Ends the process if the kernel refuses: a thread that silently stays in a foreign
  /// namespace would measure the wrong network.
  ~ScopedNetns();

 private:
  explicit ScopedNetns(UniqueFd home) : home_(std::move(home)) {}
  UniqueFd home_;  ///< not valid where the thread stayed
};

}  // namespace canary
