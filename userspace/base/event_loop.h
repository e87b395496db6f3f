// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include "base/error.h"
#include "base/time.h"
#include "base/unique_fd.h"

namespace canary {

/// One thread's epoll loop: file descriptors and timers on CLOCK_BOOTTIME. Callbacks run on the
/// thread that calls run() and may add or remove watches and timers, their own included.
class EventLoop {
 public:
  using Callback = std::function<void()>;
  using TimerId = std::uint64_t;

  static Result<std::unique_ptr<EventLoop>> make();

  /// Calls `on_readable` while `fd` is readable (level triggered). The caller keeps owning `fd` and
  /// unwatches it before it closes it.
  Result<void> watch(int fd, Callback on_readable);
  void unwatch(int fd);

  /// Calls `callback` once, `delay` from now.
  TimerId after(Duration delay, Callback callback);
  void cancel(TimerId timer);
  /// Tells how long it is until CLOCK_BOOTTIME is a whole multiple of `period`: 1 ns to `period`.
  /// Timers that wait for it share their wake-ups, which cost more than most of what they do.
  [[nodiscard]] static Duration until_multiple_of(Duration period);

  /// Dispatches until stop() is called from a callback.
  Result<void> run();
  void stop() { stopped_ = true; }

 private:
  struct Timer {
    TimerId id;
    Callback callback;
  };
  explicit EventLoop(UniqueFd epoll) : epoll_(std::move(epoll)) {}
  void run_due_timers();
  [[nodiscard]] int milliseconds_to_next_timer() const;

  UniqueFd epoll_;
  std::unordered_map<int, std::shared_ptr<Callback>> watches_;
  std::multimap<std::int64_t, Timer> timers_;  ///< by due time in CLOCK_BOOTTIME ns
  TimerId next_timer_ = 1;
  bool stopped_ = false;
};

}  // namespace canary
