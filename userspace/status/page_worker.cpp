// SPDX-License-Identifier: Apache-2.0
#include "status/page_worker.h"

#include <utility>

namespace canary {
namespace {

constexpr std::size_t kMostWaiting = 16;

}  // namespace

PageWorker::PageWorker() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

void PageWorker::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  std::deque<Job> left;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    left.swap(jobs_);
  }
  for (const Job& job : left) job(/*ending=*/true);
}

bool PageWorker::take(Job job) {
  const std::scoped_lock lock(mutex_);
  if (stopped_ || jobs_.size() >= kMostWaiting) return false;
  jobs_.push_back(std::move(job));
  waiting_.notify_one();
  return true;
}

void PageWorker::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (waiting_.wait(lock, stop, [this] { return !jobs_.empty(); }) && !stop.stop_requested()) {
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job(/*ending=*/false);
    lock.lock();
  }
}

}  // namespace canary
