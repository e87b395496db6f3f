// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "base/loop_call.h"
#include "metrics/metrics.h"
#include "session/status_board.h"
#include "status/status_server.h"
#include "timeline/timeline.h"

namespace canary {

/// Which page is answered with what.
class RunPages {
 public:
  /// `look_back` gives what is remembered; on the loop's thread. All references must outlive it.
  /// Signals must be blocked before: a thread begins here.
  static Result<std::unique_ptr<RunPages>> start(const StatusOptions& options, EventLoop& loop,
                                                 BootClock clock, const StatusBoard& board,
                                                 const Metrics& metrics,
                                                 std::function<NodeTimeline()> look_back);
  RunPages(const RunPages&) = delete;
  RunPages& operator=(const RunPages&) = delete;

  [[nodiscard]] Endpoint endpoint() const { return server_->endpoint(); }

 private:
  RunPages(BootClock clock, const StatusBoard& board, const Metrics& metrics)
      : clock_(clock), board_(board), metrics_(metrics) {}
  [[nodiscard]] std::optional<StatusAnswer> page(std::string_view path);
  /// /v1/timeline: what is remembered, as a recording.
  StatusAnswer timeline();

  BootClock clock_;
  const StatusBoard& board_;
  const Metrics& metrics_;
  std::mutex mutex_;
  NodeTimeline remembered_;  ///< guarded by mutex_
  std::unique_ptr<LoopCall> look_back_;
  std::unique_ptr<StatusServer> server_;  ///< last: it ends before what it uses
};

}  // namespace canary
