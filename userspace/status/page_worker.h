// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace canary {

/// Makes pages that take their time on a thread of its own, one after another, so that whoever
/// serves is not held up.
class PageWorker {
 public:
  /// Makes a page; where `ending` it only lets go of whoever waits for it.
  using Job = std::function<void(bool ending)>;

  PageWorker();
  PageWorker(const PageWorker&) = delete;
  PageWorker& operator=(const PageWorker&) = delete;
  ~PageWorker() { stop(); }

  /// Takes a job over; false where too many wait already, and after stop().
  [[nodiscard]] bool take(Job job);
  /// Waits for the job that is under way, and ends those that wait.
  void stop();

 private:
  void work(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any waiting_;
  std::deque<Job> jobs_;  ///< guarded by mutex_
  bool stopped_ = false;  ///< guarded by mutex_
  std::jthread thread_;   ///< last: it ends before what it uses
};

}  // namespace canary
