// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include "base/error.h"
#include "base/unique_fd.h"

namespace canary {

/// Becomes readable whenever something of a network namespace has changed that rtnetlink tells. It
/// does not tell what: who looks anew sees that, also where the kernel had more to say than fits.
class NetlinkNews {
 public:
  /// Of the namespace that the calling thread stands in; `groups` are RTNLGRP_ numbers. One that
  /// the kernel does not know has nothing to say.
  static Result<NetlinkNews> open(std::initializer_list<int> groups);

  [[nodiscard]] int fd() const { return socket_.get(); }
  /// Takes all that was said until now; false where nothing was.
  bool take();

 private:
  explicit NetlinkNews(UniqueFd socket) : socket_(std::move(socket)) {}
  UniqueFd socket_;
};

}  // namespace canary
