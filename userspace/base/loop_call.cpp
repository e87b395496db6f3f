// SPDX-License-Identifier: Apache-2.0
#include "base/loop_call.h"

#include <sys/eventfd.h>

#include <cerrno>

namespace canary {

Result<std::unique_ptr<LoopCall>> LoopCall::make(EventLoop& loop, std::function<void()> function) {
  UniqueFd asked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!asked.valid()) return system_error("call the event loop", errno);
  std::unique_ptr<LoopCall> call(new LoopCall(loop, std::move(asked), std::move(function)));
  const auto watched = loop.watch(call->asked_.get(), [self = call.get()] { self->answer(); });
  if (!watched) return std::unexpected(watched.error());
  return call;
}

LoopCall::~LoopCall() { loop_.unwatch(asked_.get()); }

bool LoopCall::run(Duration limit) {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = ++wanted_;
  eventfd_write(asked_.get(), 1);
  return answered_.wait_for(lock, limit, [&] { return done_ >= mine; });
}

void LoopCall::answer() {
  eventfd_t ignored = 0;
  eventfd_read(asked_.get(), &ignored);
  std::uint64_t wanted = 0;
  {
    const std::scoped_lock lock(mutex_);
    wanted = wanted_;
  }
  function_();
  {
    const std::scoped_lock lock(mutex_);
    done_ = wanted;
  }
  answered_.notify_all();
}

}  // namespace canary
