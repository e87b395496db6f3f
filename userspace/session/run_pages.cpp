// SPDX-License-Identifier: Apache-2.0
#include "session/run_pages.h"

#include <utility>

#include "cluster/evidence_answer.h"

namespace canary {
namespace {

constexpr unsigned kUnavailable = 503;
/// The loop comes to it within a tick, unless the machine starves.
constexpr Duration kLookLimit = std::chrono::seconds(1);
constexpr std::size_t kLargestTimeline = 256u << 20;

}  // namespace

Result<std::unique_ptr<RunPages>> RunPages::start(const StatusOptions& options, EventLoop& loop,
                                                  BootClock clock, const StatusBoard& board,
                                                  const Metrics& metrics,
                                                  std::function<NodeTimeline()> look_back) {
  std::unique_ptr<RunPages> pages(new RunPages(clock, board, metrics));
  auto call = LoopCall::make(loop, [self = pages.get(), look_back = std::move(look_back)] {
    NodeTimeline remembered = look_back();
    const std::scoped_lock lock(self->mutex_);
    self->remembered_ = std::move(remembered);
  });
  if (!call) return std::unexpected(call.error());
  pages->look_back_ = *std::move(call);
  auto server = StatusServer::start(
      options, [self = pages.get()](std::string_view path) { return self->page(path); });
  if (!server) return std::unexpected(server.error());
  pages->server_ = *std::move(server);
  return pages;
}

std::optional<StatusAnswer> RunPages::page(std::string_view path) {
  if (path == "/metrics")
    return StatusAnswer{200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text()};
  if (path == "/healthz") return board_.health(clock_.now());
  if (path == "/readyz") return board_.readiness();
  if (path == "/v1/verdict") return board_.verdict();
  if (path == "/v1/timeline") return timeline();
  return std::nullopt;
}

StatusAnswer RunPages::timeline() {
  if (!look_back_->run(kLookLimit))
    return {kUnavailable, "text/plain", "this node is too busy to tell\n"};
  NodeTimeline remembered;
  {
    const std::scoped_lock lock(mutex_);
    remembered = std::move(remembered_);
  }
  auto lines = to_lines(remembered, kLargestTimeline);
  if (!lines) return {kUnavailable, "text/plain", "it is too much to tell\n"};
  return {200, "application/jsonl", *std::move(lines)};
}

}  // namespace canary
