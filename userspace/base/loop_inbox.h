// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/eventfd.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/event_loop.h"
#include "base/unique_fd.h"

namespace canary {

/// Hands values of other threads over to the loop's thread, in the order in which they come.
template <class T>
class LoopInbox {
 public:
  /// `take` is called on the loop's thread, once for each value.
  static Result<std::unique_ptr<LoopInbox>> make(EventLoop& loop, std::function<void(T)> take) {
    UniqueFd ready(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!ready.valid()) return system_error("hand over to the event loop", errno);
    std::unique_ptr<LoopInbox> inbox(new LoopInbox(loop, std::move(ready), std::move(take)));
    const auto watched =
        loop.watch(inbox->ready_.get(), [self = inbox.get()] { self->take_all(); });
    if (!watched) return std::unexpected(watched.error());
    return inbox;
  }
  LoopInbox(const LoopInbox&) = delete;
  LoopInbox& operator=(const LoopInbox&) = delete;
  /// Runs on the loop's thread, when nobody pushes any more.
  ~LoopInbox() { loop_.unwatch(ready_.get()); }

  /// May be called from any thread.
  void push(T value) {
    const std::scoped_lock lock(mutex_);
    values_.push_back(std::move(value));
    eventfd_write(ready_.get(), 1);
  }

 private:
  LoopInbox(EventLoop& loop, UniqueFd ready, std::function<void(T)> take)
      : loop_(loop), ready_(std::move(ready)), take_(std::move(take)) {}

  void take_all() {
    eventfd_t ignored = 0;
    eventfd_read(ready_.get(), &ignored);
    std::vector<T> values;
    {
      const std::scoped_lock lock(mutex_);
      values.swap(values_);
    }
    for (T& value : values) take_(std::move(value));
  }

  EventLoop& loop_;
  UniqueFd ready_;  ///< eventfd
  std::function<void(T)> take_;
  std::mutex mutex_;
  std::vector<T> values_;  ///< guarded by mutex_
};

}  // namespace canary
