// SPDX-License-Identifier: Apache-2.0
#include "watch/transition_watch.h"

#include <utility>

namespace canary {
namespace {

/// Behind the deadline of the last probe: what the kernel tells of it comes a moment late.
constexpr Duration kStraggling = std::chrono::milliseconds(250);

}  // namespace

TransitionWatch::Over TransitionWatch::end(std::string reason) {
  Over over{*began_, std::move(reason)};
  began_ = gone_ = ready_ = std::nullopt;
  ++unjudged_;
  return over;
}

std::optional<TransitionWatch::Over> TransitionWatch::agent_gone(Instant at) {
  std::optional<Over> over;
  if (ready_) over = end("the agent went again");
  if (!began_) began_ = at - times_.baseline;
  gone_ = at;
  return over;
}

void TransitionWatch::agent_ready(Instant at) {
  if (!began_) began_ = at - times_.baseline;
  ready_ = at;
}

std::optional<TransitionWatch::Over> TransitionWatch::advance(Instant now) {
  if (!ready_ || now < *ready_ + times_.settle + times_.deadline + kStraggling) return std::nullopt;
  return end("settled");
}

}  // namespace canary
