// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "agent/agent.h"
#include "agent/agent_poll.h"
#include "agent/agent_transitions.h"
#include "base/loop_inbox.h"
#include "base/time.h"
#include "model/observation.h"

namespace canary {

struct AgentWatchOptions {
  AgentSpec spec = NoAgent{};
  Duration interval = std::chrono::milliseconds(200);  ///< from the start of a poll to the next
  Duration limit = std::chrono::seconds(1);            ///< of one poll
  std::string netns{};  ///< as for ScopedNetns: where a HttpAgent is asked
};

/// Polls an agent on a thread of its own and pushes AgentSeen, AgentGone and AgentReady on the
/// loop's thread (see agent_transitions.h). NoAgent is never polled.
class AgentWatch {
 public:
  static Result<std::unique_ptr<AgentWatch>> start(EventLoop& loop, BootClock clock,
                                                   const AgentWatchOptions& options,
                                                   Observe observe);
  AgentWatch(const AgentWatch&) = delete;
  AgentWatch& operator=(const AgentWatch&) = delete;
  /// Waits for the poll that is under way: at most the limit of one.
  ~AgentWatch() = default;

  /// Asks once, now, and blocks meanwhile. The error is a sentence for a user whose agent should
  /// be up already: whom we asked, what came, the way out.
  static Result<void> check_once(const AgentWatchOptions& options);

 private:
  struct Polled {
    AgentPoll poll;
    Instant asked;
    Instant answered;
  };
  AgentWatch(BootClock clock, const AgentWatchOptions& options, Observe observe)
      : clock_(clock), options_(options), observe_(std::move(observe)) {}
  void poll_until(const std::stop_token& stop);
  void take(const Polled& polled);

  BootClock clock_;
  AgentWatchOptions options_;
  Observe observe_;
  AgentTransitions transitions_;
  std::unique_ptr<LoopInbox<Polled>> results_;
  std::mutex mutex_;
  std::condition_variable_any stopping_;
  std::jthread thread_;  ///< last: it ends before what it uses
};

}  // namespace canary
