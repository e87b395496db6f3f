// SPDX-License-Identifier: Apache-2.0
#include "base/event_loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace canary {
namespace {

std::int64_t boot_now_ns() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

Result<std::unique_ptr<EventLoop>> EventLoop::make() {
  UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return system_error("create an epoll instance", errno);
  return std::unique_ptr<EventLoop>(new EventLoop(std::move(epoll)));
}

Result<void> EventLoop::watch(int fd, Callback on_readable) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    return system_error("watch a file descriptor", errno);
  watches_[fd] = std::make_shared<Callback>(std::move(on_readable));
  return {};
}

void EventLoop::unwatch(int fd) {
  if (watches_.erase(fd) > 0) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

EventLoop::TimerId EventLoop::after(Duration delay, Callback callback) {
  const TimerId id = next_timer_++;
  timers_.emplace(boot_now_ns() + delay.count(), Timer{id, std::move(callback)});
  return id;
}

Duration EventLoop::until_multiple_of(Duration period) {
  return period - Duration(boot_now_ns()) % period;
}

void EventLoop::cancel(TimerId timer) {
  const auto found = std::ranges::find_if(
      timers_, [timer](const auto& entry) { return entry.second.id == timer; });
  if (found != timers_.end()) timers_.erase(found);
}

void EventLoop::run_due_timers() {
  const std::int64_t now = boot_now_ns();
  while (!stopped_ && !timers_.empty() && timers_.begin()->first <= now) {
    const Callback callback = std::move(timers_.begin()->second.callback);
    timers_.erase(timers_.begin());
    callback();
  }
}

int EventLoop::milliseconds_to_next_timer() const {
  if (timers_.empty()) return -1;
  const std::int64_t wait_ns = timers_.begin()->first - boot_now_ns();
  constexpr std::int64_t kNanosPerMilli = 1'000'000;
  constexpr std::int64_t kLongestWaitMs = 60'000;
  return static_cast<int>(
      std::clamp((wait_ns + kNanosPerMilli - 1) / kNanosPerMilli, std::int64_t{0}, kLongestWaitMs));
}

Result<void> EventLoop::run() {
  stopped_ = false;
  std::array<epoll_event, 32> events{};
  while (!stopped_) {
    const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                 milliseconds_to_next_timer());
    if (ready < 0 && errno != EINTR) return system_error("wait for events", errno);
    for (int i = 0; i < ready && !stopped_; ++i) {
      const auto found = watches_.find(events[static_cast<std::size_t>(i)].data.fd);
      if (found == watches_.end()) continue;  // unwatched by a callback of this round
      const std::shared_ptr<Callback> callback = found->second;
      (*callback)();
    }
    run_due_timers();
  }
  return {};
}

}  // namespace canary
