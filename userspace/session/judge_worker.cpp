// SPDX-License-Identifier: Apache-2.0
#include "session/judge_worker.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <utility>

#include "analysis/judge.h"

namespace canary {

JudgeWorker::JudgeWorker(EventLoop& loop, BootClock clock, const VerifyOptions& options,
                         const std::optional<EvidenceSecrets>& secrets,
                         std::function<void(Done)> on_done)
    : loop_(loop),
      clock_(clock),
      options_(options),
      secrets_(secrets),
      on_done_(std::move(on_done)),
      done_ready_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

JudgeWorker::~JudgeWorker() {
  thread_ = {};  // asks it to stop, and joins
  loop_.unwatch(done_ready_.get());
}

Result<std::unique_ptr<JudgeWorker>> JudgeWorker::start(
    EventLoop& loop, BootClock clock, const VerifyOptions& options,
    const std::optional<EvidenceSecrets>& secrets, std::function<void(Done)> on_done) {
  std::unique_ptr<JudgeWorker> worker(
      new JudgeWorker(loop, clock, options, secrets, std::move(on_done)));
  if (!worker->done_ready_.valid()) return system_error("judge beside the loop", errno);
  const auto watched =
      loop.watch(worker->done_ready_.get(), [self = worker.get()] { self->take_done(); });
  if (!watched) return std::unexpected(watched.error());
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
    Done done = judge_now(std::move(job));
    lock.lock();
    done_.push_back(std::move(done));
    --open_;
    eventfd_write(done_ready_.get(), 1);
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

void JudgeWorker::take_done() {
  eventfd_t ignored = 0;
  eventfd_read(done_ready_.get(), &ignored);
  std::vector<Done> done;
  {
    const std::scoped_lock lock(mutex_);
    done.swap(done_);
  }
  for (Done& one : done) on_done_(std::move(one));
}

}  // namespace canary
