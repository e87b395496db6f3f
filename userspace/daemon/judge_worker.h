// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/loop_inbox.h"
#include "model/verdict.h"
#include "session/peer_evidence.h"

namespace canary {

/// Judges on a thread of its own, since the loop must not stand still for it: first peers are asked
/// about lost probes that are not explained. One judgement after the other.
class JudgeWorker {
 public:
  /// Begins a thread. `on_done` is called on the loop's. `options` and `secrets` must outlive the
  /// worker; without secrets nobody is asked.
  static Result<std::unique_ptr<JudgeWorker>> start(EventLoop& loop, BootClock clock,
                                                    const VerifyOptions& options,
                                                    const std::optional<EvidenceSecrets>& secrets,
                                                    std::function<void(Judgement)> on_done);
  JudgeWorker(const JudgeWorker&) = delete;
  JudgeWorker& operator=(const JudgeWorker&) = delete;
  /// Waits for the judgement that is under way.
  ~JudgeWorker() = default;

  /// Has it judged on the worker's thread, behind all that wait already.
  void judge(NodeTimeline own);
  /// Judges on the caller's thread.
  [[nodiscard]] Judgement judge_now(NodeTimeline own) const;

 private:
  JudgeWorker(BootClock clock, const VerifyOptions& options,
              const std::optional<EvidenceSecrets>& secrets)
      : clock_(clock), options_(options), secrets_(secrets) {}
  void work(const std::stop_token& stop);

  BootClock clock_;
  const VerifyOptions& options_;
  const std::optional<EvidenceSecrets>& secrets_;
  std::unique_ptr<LoopInbox<Judgement>> done_;

  std::mutex mutex_;
  std::condition_variable_any waiting_;
  std::deque<NodeTimeline> jobs_;  ///< guarded by mutex_
  std::jthread thread_;            ///< last: it ends before what it uses
};

}  // namespace canary
