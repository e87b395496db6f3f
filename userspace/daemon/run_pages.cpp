// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_pages.h"

#include "base/memory.h"
#include "cluster/evidence_answer.h"

namespace canary {
namespace {

/// The loop comes to it within a tick, unless the machine starves.
constexpr Duration kLookLimit = std::chrono::seconds(1);
constexpr std::size_t kLargestTimeline = 256u << 20;

StatusAnswer too_busy() {
  return {StatusAnswer::kUnavailable, "text/plain", "this node is too busy to tell\n"};
}

}  // namespace

Result<void> RunPages::prepare(Look& look, EventLoop& loop, std::function<NodeTimeline()> see) {
  auto call = LoopCall::make(loop, [&look, see = std::move(see)] {
    NodeTimeline seen = see();
    const std::scoped_lock lock(look.mutex);
    look.seen = std::move(seen);
  });
  if (!call) return std::unexpected(call.error());
  look.call = *std::move(call);
  return {};
}

std::optional<NodeTimeline> RunPages::fetch(Look& look) {
  if (!look.call->run(kLookLimit)) return std::nullopt;
  const std::scoped_lock lock(look.mutex);
  return std::exchange(look.seen, {});
}

Result<std::unique_ptr<RunPages>> RunPages::start(const StatusOptions& options, EventLoop& loop,
                                                  BootClock clock, Sources sources) {
  std::unique_ptr<RunPages> pages(new RunPages(clock, std::move(sources)));
  for (const auto& [look, see] : {std::pair(&pages->back_, &pages->sources_.look_back),
                                  std::pair(&pages->now_, &pages->sources_.look_at_now)})
    if (auto prepared = prepare(*look, loop, *see); !prepared)
      return std::unexpected(prepared.error());
  auto server = StatusServer::start(
      options, [self = pages.get()](std::string_view path) { return self->page(path); });
  if (!server) return std::unexpected(server.error());
  pages->server_ = *std::move(server);
  return pages;
}

std::optional<StatusAnswer> RunPages::page(std::string_view path) {
  if (path == "/metrics")
    return StatusAnswer{200, "text/plain; version=0.0.4; charset=utf-8", sources_.metrics.text()};
  if (path == "/healthz") return sources_.board.health(clock_.now());
  if (path == "/readyz") return sources_.board.readiness(clock_.now());
  if (path == "/v1/verdict") return verdict();
  if (path == "/v1/timeline") return timeline();
  return std::nullopt;
}

StatusAnswer RunPages::verdict() {
  if (sources_.board.transition_open()) return sources_.board.verdict(std::nullopt);
  auto seen = fetch(now_);
  if (!seen) return too_busy();
  if (!sources_.board.is_of_now(seen->header.started)) return sources_.board.verdict(std::nullopt);
  auto answer = sources_.board.verdict(sources_.judge(*std::move(seen)));
  return_free_memory();  // asked seldom, and most of it was needed for a moment only
  return answer;
}

StatusAnswer RunPages::timeline() {
  const auto remembered = fetch(back_);
  if (!remembered) return too_busy();
  auto lines = to_lines(*remembered, kLargestTimeline);
  if (!lines) return {StatusAnswer::kUnavailable, "text/plain", "it is too much to tell\n"};
  return {200, "application/jsonl", *std::move(lines)};
}

}  // namespace canary
