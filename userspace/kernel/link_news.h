// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "base/unique_fd.h"

namespace canary {

/// Becomes readable whenever devices, qdiscs or filters of a network namespace have changed. It
/// does not tell what: who looks anew sees that, also where the kernel had more to say than fits.
class LinkNews {
 public:
  /// Of the namespace that the calling thread stands in.
  static Result<LinkNews> open();

  [[nodiscard]] int fd() const { return socket_.get(); }
  /// Takes all that was said until now; false where nothing was.
  bool take();

 private:
  explicit LinkNews(UniqueFd socket) : socket_(std::move(socket)) {}
  UniqueFd socket_;
};

}  // namespace canary
