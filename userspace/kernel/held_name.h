// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"

namespace canary {

/// A name that one process of a network namespace holds, whatever container it is in: an abstract
/// Unix address (unix(7)). The kernel gives it back when the process ends, however that comes.
class HeldName {
 public:
  /// In the calling thread's network namespace; nothing where somebody holds it already.
  static std::optional<HeldName> hold(std::string_view name);
  [[nodiscard]] static bool is_held(std::string_view name);

 private:
  explicit HeldName(UniqueFd socket) : socket_(std::move(socket)) {}
  UniqueFd socket_;
};

}  // namespace canary
