// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_watch.h"

#include <fmt/format.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <optional>
#include <stop_token>
#include <utility>

#include "agent/agent_poller.h"
#include "base/scoped_netns.h"

namespace canary {
namespace {

/// Commands, files and unix sockets are the same in every network namespace, and a command might
/// mind being elsewhere.
std::string netns_of(const AgentWatchOptions& options) {
  return std::holds_alternative<HttpAgent>(options.spec) ? options.netns : std::string();
}

}  // namespace

AgentWatch::AgentWatch(EventLoop& loop, BootClock clock, const AgentWatchOptions& options,
                       Observe observe)
    : loop_(loop),
      clock_(clock),
      options_(options),
      observe_(std::move(observe)),
      results_ready_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

AgentWatch::~AgentWatch() {
  thread_ = {};  // stops and joins
  loop_.unwatch(results_ready_.get());
}

Result<std::unique_ptr<AgentWatch>> AgentWatch::start(EventLoop& loop, BootClock clock,
                                                      const AgentWatchOptions& options,
                                                      Observe observe) {
  constexpr std::string_view kDoing = "watch the agent";
  if (options.interval <= Duration::zero() || options.limit <= Duration::zero())
    return usage_error("watch the agent: its interval must be longer than nothing");
  std::unique_ptr<AgentWatch> watch(new AgentWatch(loop, clock, options, std::move(observe)));
  if (std::holds_alternative<NoAgent>(options.spec)) return watch;

  if (!watch->results_ready_.valid()) return system_error(kDoing, errno);
  if (const auto inside = ScopedNetns::enter(netns_of(options)); !inside)
    return in_context(kDoing, inside.error());
  if (const auto watched =
          loop.watch(watch->results_ready_.get(), [self = watch.get()] { self->take_results(); });
      !watched)
    return in_context(kDoing, watched.error());
  watch->thread_ =
      std::jthread([self = watch.get()](const std::stop_token& stop) { self->poll_until(stop); });
  return watch;
}

Result<void> AgentWatch::check_once(const AgentWatchOptions& options) {
  if (std::holds_alternative<NoAgent>(options.spec)) return {};
  const auto inside = ScopedNetns::enter(netns_of(options));
  if (!inside) return in_context("ask the agent", inside.error());
  const AgentPoll poll = AgentPoller(options.spec, options.limit).poll();
  if (poll.state == AgentState::Ready) return {};
  return environment_error(fmt::format(
      "agent {} is not ready: {}; start it, or say with --agent whom to ask (cilium[:SOCKET], "
      "http://HOST:PORT/PATH, exec:COMMAND, file:PATH, none)",
      to_text(options.spec), poll.reason));
}

void AgentWatch::poll_until(const std::stop_token& stop) {
  std::optional<Result<ScopedNetns>> inside;
  AgentPoller poller(options_.spec, options_.limit);
  auto next = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    if (!inside || !*inside) inside.emplace(ScopedNetns::enter(netns_of(options_)));
    const Instant asked = clock_.now();
    AgentPoll poll = *inside ? poller.poll() : AgentPoll::not_ready(inside->error().message);
    hand_over({std::move(poll), asked, clock_.now()});
    next = std::max(next + options_.interval, std::chrono::steady_clock::now());
    std::unique_lock lock(mutex_);
    stopping_.wait_until(lock, stop, next, [] { return false; });
  }
}

void AgentWatch::hand_over(Polled polled) {
  const std::scoped_lock lock(mutex_);
  results_.push_back(std::move(polled));
  eventfd_write(results_ready_.get(), 1);
}

void AgentWatch::take_results() {
  eventfd_t ignored = 0;
  eventfd_read(results_ready_.get(), &ignored);
  std::vector<Polled> results;
  {
    const std::scoped_lock lock(mutex_);
    results = std::exchange(results_, {});
  }
  for (const Polled& polled : results)
    for (Observed& what : transitions_.take(polled.poll, polled.asked))
      observe_(polled.answered, std::move(what));
}

}  // namespace canary
