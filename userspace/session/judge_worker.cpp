// SPDX-License-Identifier: Apache-2.0
#include "session/judge_worker.h"

#include <utility>

#include "analysis/judge.h"

namespace canary {

Result<std::unique_ptr<JudgeWorker>> JudgeWorker::start(
    EventLoop& loop, BootClock clock, const VerifyOptions& options,
    const std::optional<EvidenceSecrets>& secrets, std::function<void(Done)> on_done) {
  std::unique_ptr<JudgeWorker> worker(new JudgeWorker(clock, options, secrets));
  auto done = LoopInbox<Done>::make(loop, std::move(on_done));
  if (!done) return in_context("judge beside the loop", done.error());
  worker->done_ = *std::move(done);
  worker->thread_ =
      std::jthread([self = worker.get()](const std::stop_token& stop) { self->work(stop); });
  return worker;
}

void JudgeWorker::judge(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    jobs_.push_back(std::move(job));
    ++open_;
  }
  waiting_.notify_one();
}

bool JudgeWorker::idle() const {
  const std::scoped_lock lock(mutex_);
  return open_ == 0;
}

void JudgeWorker::work(const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!waiting_.wait(lock, stop, [this] { return !jobs_.empty(); })) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    done_->push(judge_now(std::move(job)));
    lock.lock();
    --open_;
  }
}

JudgeWorker::Done JudgeWorker::judge_now(Job job) const {
  PeerEvidence evidence;
  if (secrets_) evidence = ask_for_evidence(job.own, options_, *secrets_, clock_);
  for (PeerNotAsked& peer : evidence.not_asked)
    job.own.observations.push_back({clock_.now(), job.own.header.node, std::move(peer)});
  Timeline timeline{{std::move(job.own)}};
  for (NodeTimeline& told : evidence.told) timeline.nodes.push_back(std::move(told));
  return {canary::judge(timeline), job.of_transition};
}

}  // namespace canary
