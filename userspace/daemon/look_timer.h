// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/event_loop.h"
#include "base/time.h"

namespace canary {

/// Has one function called at the earliest of the times that were asked for. The loop must not run
/// when it is gone.
class LookTimer {
 public:
  LookTimer(EventLoop& loop, BootClock clock, std::function<void()> look)
      : loop_(loop), clock_(clock), look_(std::move(look)) {}
  LookTimer(const LookTimer&) = delete;
  LookTimer& operator=(const LookTimer&) = delete;

  /// Looks then, if not before; whoever wants another look asks again.
  void by(Instant when) {
    if (next_ && next_->at <= when) return;
    if (next_) loop_.cancel(next_->timer);
    const Duration pause = std::max(when - clock_.now(), Duration::zero());
    next_ = {when, loop_.after(pause, [this] {
               next_.reset();
               look_();
             })};
  }

 private:
  struct Next {
    Instant at;
    EventLoop::TimerId timer;
  };

  EventLoop& loop_;
  BootClock clock_;
  std::function<void()> look_;
  std::optional<Next> next_;
};

}  // namespace canary
