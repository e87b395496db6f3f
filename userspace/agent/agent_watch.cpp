// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_watch.h"

#include <fmt/format.h>

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

Result<std::unique_ptr<AgentWatch>> AgentWatch::start(EventLoop& loop, BootClock clock,
                                                      const AgentWatchOptions& options,
                                                      Observe observe) {
  constexpr std::string_view kDoing = "watch the agent";
  if (options.interval <= Duration::zero() || options.limit <= Duration::zero())
    return usage_error("watch the agent: its interval must be longer than nothing");
  std::unique_ptr<AgentWatch> watch(new AgentWatch(clock, options, std::move(observe)));
  if (std::holds_alternative<NoAgent>(options.spec)) return watch;

  if (const auto inside = ScopedNetns::enter(netns_of(options)); !inside)
    return in_context(kDoing, inside.error());
  auto results = LoopInbox<Polled>::make(
      loop, [self = watch.get()](const Polled& polled) { self->take(polled); });
  if (!results) return in_context(kDoing, results.error());
  watch->results_ = *std::move(results);
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
  return environment_error(
      fmt::format("agent {} is not ready: {}; start it, or say with --agent whom to ask ({})",
                  to_text(options.spec), poll.reason, kAgentWords));
}

void AgentWatch::poll_until(const std::stop_token& stop) {
  std::optional<Result<ScopedNetns>> inside;
  AgentPoller poller(options_.spec, options_.limit);
  auto next = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    if (!inside || !*inside) inside.emplace(ScopedNetns::enter(netns_of(options_)));
    const Instant asked = clock_.now();
    AgentPoll poll = *inside ? poller.poll() : AgentPoll::not_ready(inside->error().message);
    results_->push({std::move(poll), asked, clock_.now()});
    next = std::max(next + options_.interval, std::chrono::steady_clock::now());
    std::unique_lock lock(mutex_);
    stopping_.wait_until(lock, stop, next, [] { return false; });
  }
}

void AgentWatch::take(const Polled& polled) {
  for (Observed& what : transitions_.take(polled.poll, polled.asked))
    observe_(polled.answered, std::move(what));
}

}  // namespace canary
