// SPDX-License-Identifier: Apache-2.0
#include "daemon/judge_worker.h"

#include <utility>

#include "analysis/judge.h"
#include "base/memory.h"

namespace canary {

Result<std::unique_ptr<JudgeWorker>> JudgeWorker::start(
    EventLoop& loop, BootClock clock, const VerifyOptions& options,
    const std::optional<EvidenceSecrets>& secrets, std::function<void(Judgement)> on_done) {
  std::unique_ptr<JudgeWorker> worker(new JudgeWorker(clock, options, secrets));
  auto done = LoopInbox<Judgement>::make(loop, std::move(on_done));
  if (!done) return in_context("judge beside the loop", done.error());
  worker->done_ = *std::move(done);
  worker->thread_ =
      std::jthread([self = worker.get()](const std::stop_token& stop) { self->work(stop); });
  return worker;
}

void JudgeWorker::judge(NodeTimeline own) {
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(own));
  }
  waiting_.notify_one();
}

void JudgeWorker::work(const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!waiting_.wait(lock, stop, [this] { return !jobs_.empty(); })) return;
    NodeTimeline own = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    done_->push(judge_now(std::move(own)));
  }
}

Judgement JudgeWorker::judge_now(NodeTimeline own) const {
  PeerEvidence evidence;
  if (secrets_) evidence = ask_for_evidence(own, options_, *secrets_, clock_);
  for (PeerNotAsked& peer : evidence.not_asked)
    own.observations.push_back({clock_.now(), own.header.node, std::move(peer)});
  Timeline timeline{{std::move(own)}};
  for (NodeTimeline& told : evidence.told) timeline.nodes.push_back(std::move(told));
  auto judgement = canary::judge(timeline);
  timeline = {};
  return_free_memory();  // a daemon judges seldom, and lives long
  return judgement;
}

}  // namespace canary
