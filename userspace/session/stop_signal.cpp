// SPDX-License-Identifier: Apache-2.0
#include "session/stop_signal.h"

#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>

namespace canary {
namespace {

sigset_t signals_of(bool reloads) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (reloads) sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

Result<std::unique_ptr<StopSignal>> StopSignal::watch(EventLoop& loop,
                                                      std::function<void()> on_stop,
                                                      std::function<void()> on_reload) {
  const sigset_t set = signals_of(on_reload != nullptr);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return system_error("block signals", errno);
  UniqueFd fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.valid()) return system_error("wait for signals", errno);
  auto signal = std::unique_ptr<StopSignal>(new StopSignal(loop, set, std::move(fd)));
  const int watched = signal->fd_.get();
  const auto on_readable = [watched, on_stop = std::move(on_stop),
                            on_reload = std::move(on_reload)] {
    signalfd_siginfo received{};
    while (read(watched, &received, sizeof(received)) == sizeof(received))
      received.ssi_signo == SIGHUP ? on_reload() : on_stop();
  };
  if (auto done = loop.watch(watched, on_readable); !done) return std::unexpected(done.error());
  return signal;
}

StopSignal::~StopSignal() {
  loop_.unwatch(fd_.get());
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

}  // namespace canary
