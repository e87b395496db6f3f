// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "kernel/held_name.h"

namespace canary {

/// This canary's place beside the others of the same network namespace, as the daemon and an
/// operator's `verify`: a number of its own for its tc filters, and the ids of its programs, by
/// which the others know that they pass all packets on.
class CanaryPlace {
 public:
  /// In the calling thread's network namespace. The lowest number that is free.
  static Result<CanaryPlace> take();

  /// Of its tc filters, by which they are told from everybody else's.
  [[nodiscard]] std::uint32_t handle() const { return handle_; }
  /// Tells others that this program is a canary's, before it is attached. Stand in the same network
  /// namespace.
  void tell(std::uint32_t program_id);

  /// Whether a canary that runs has told so.
  [[nodiscard]] static bool is_of_canary(std::uint32_t program_id);

 private:
  CanaryPlace(std::uint32_t handle, HeldName name) : handle_(handle) {
    names_.push_back(std::move(name));
  }

  std::uint32_t handle_;
  std::vector<HeldName> names_;
};

}  // namespace canary
