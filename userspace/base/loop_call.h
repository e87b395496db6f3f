// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "base/event_loop.h"
#include "base/unique_fd.h"

namespace canary {

/// Lets other threads have one function run on the loop's thread, and wait for it.
class LoopCall {
 public:
  static Result<std::unique_ptr<LoopCall>> make(EventLoop& loop, std::function<void()> function);
  LoopCall(const LoopCall&) = delete;
  LoopCall& operator=(const LoopCall&) = delete;
  /// Runs on the loop's thread, while no run() is under way.
  ~LoopCall();

  /// Waits on any other thread. True: the function ran from its beginning to its end since this
  /// call began. False: the loop did not come to it within `limit`.
  bool run(Duration limit);

 private:
  LoopCall(EventLoop& loop, UniqueFd asked, std::function<void()> function)
      : loop_(loop), asked_(std::move(asked)), function_(std::move(function)) {}
  void answer();

  EventLoop& loop_;
  UniqueFd asked_;  ///< eventfd
  std::function<void()> function_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::uint64_t wanted_ = 0;  ///< calls so far; guarded by mutex_
  std::uint64_t done_ = 0;    ///< calls that were answered; guarded by mutex_
};

}  // namespace canary
