// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <functional>
#include <memory>

#include "base/error.h"
#include "base/event_loop.h"
#include "base/unique_fd.h"

namespace canary {

/// Makes SIGINT and SIGTERM an event of the loop, and SIGHUP where somebody reloads. Their default
/// action is off while it lives.
class StopSignal {
 public:
  /// Blocks the signals in the calling thread, and so in all that it begins from now on.
  static Result<std::unique_ptr<StopSignal>> watch(EventLoop& loop, std::function<void()> on_stop,
                                                   std::function<void()> on_reload = nullptr);
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

 private:
  StopSignal(EventLoop& loop, const sigset_t& signals, UniqueFd fd)
      : loop_(loop), signals_(signals), fd_(std::move(fd)) {}

  EventLoop& loop_;
  sigset_t signals_;
  UniqueFd fd_;
};

}  // namespace canary
