// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/loop_call.h"
#include "daemon/status_board.h"
#include "metrics/metrics.h"
#include "status/status_server.h"
#include "timeline/timeline.h"

namespace canary {

/// Answers HTTP clients: metrics, health, the verdict on now, and what is remembered.
class RunPages {
 public:
  struct Sources {
    const StatusBoard& board;
    const Metrics& metrics;
    /// Tell all that is remembered, and what `now` is judged by; called on the loop's thread.
    std::function<NodeTimeline()> look_back, look_at_now;
    /// Judges; called on the server's thread.
    std::function<Judgement(NodeTimeline)> judge;
  };
  /// Begins to serve. What `sources` refer to must outlive it. Signals must be blocked before: a
  /// thread begins here.
  static Result<std::unique_ptr<RunPages>> start(const StatusOptions& options, EventLoop& loop,
                                                 BootClock clock, Sources sources);
  RunPages(const RunPages&) = delete;
  RunPages& operator=(const RunPages&) = delete;

  [[nodiscard]] Endpoint endpoint() const { return server_->endpoint(); }

 private:
  /// Has the loop's thread look at something, and hands over what it saw.
  struct Look {
    std::unique_ptr<LoopCall> call;
    std::mutex mutex;
    NodeTimeline seen;  ///< guarded by mutex
  };
  RunPages(BootClock clock, Sources sources) : clock_(clock), sources_(std::move(sources)) {}
  static Result<void> prepare(Look& look, EventLoop& loop, std::function<NodeTimeline()> see);
  /// Returns nothing where the loop does not come to it.
  static std::optional<NodeTimeline> fetch(Look& look);
  [[nodiscard]] std::optional<StatusAnswer> page(std::string_view path);
  /// The page /v1/timeline: what is remembered, as a recording.
  StatusAnswer timeline();
  /// The page /v1/verdict.
  StatusAnswer verdict();

  BootClock clock_;
  Sources sources_;
  Look back_, now_;
  std::unique_ptr<StatusServer> server_;  ///< last: it ends before what it uses
};

}  // namespace canary
