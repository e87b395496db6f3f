// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "base/error.h"
#include "base/event_loop.h"
#include "base/unique_fd.h"

namespace canary {

/// SIGINT and SIGTERM as an event of the loop; the default action is off while it lives.
class StopSignal {
 public:
  static Result<std::unique_ptr<StopSignal>> watch(EventLoop& loop, std::function<void()> on_stop);
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

 private:
  StopSignal(EventLoop& loop, UniqueFd fd) : loop_(loop), fd_(std::move(fd)) {}

  EventLoop& loop_;
  UniqueFd fd_;
};

}  // namespace canary
