// SPDX-License-Identifier: Apache-2.0
#include "session/phases.h"

#include <fmt/format.h>

#include <utility>

namespace canary {

std::string_view to_text(Phase phase) {
  switch (phase) {
    case Phase::Baseline:
      return "baseline";
    case Phase::WaitingForGone:
      return "waiting-for-gone";
    case Phase::WaitingForReady:
      return "waiting-for-ready";
    case Phase::Settling:
      return "settling";
    case Phase::Judging:
      return "judging";
  }
  std::unreachable();
}

Phases::Phases(const PhaseTimes& times, Instant start) : times_(times) {
  if (times_.after_upgrade)
    enter(Phase::Settling, start, times_.settle);
  else
    enter(Phase::Baseline, start, times_.baseline);
}

void Phases::enter(Phase phase, Instant at, Duration length) {
  phase_ = phase;
  ends_ = at + length;
}

void Phases::agent_gone(Instant at) {
  gone_ = true;
  if (times_.after_upgrade || phase_ == Phase::Judging) return;
  enter(Phase::WaitingForReady, at, times_.ready_within);
}

void Phases::agent_ready(Instant at) {
  const bool came_back = std::exchange(gone_, false);
  if (came_back && phase_ == Phase::WaitingForReady) enter(Phase::Settling, at, times_.settle);
}

void Phases::advance(Instant now) {
  if (now < ends_) return;
  switch (phase_) {
    case Phase::Baseline:
      enter(Phase::WaitingForGone, now, times_.gone_within);
      return;
    case Phase::WaitingForGone:
      reason_ = fmt::format("the agent did not go within {}", to_text(times_.gone_within));
      break;
    case Phase::WaitingForReady:
      reason_ =
          fmt::format("the agent did not become ready within {}", to_text(times_.ready_within));
      break;
    case Phase::Settling:
      reason_ = "settled";
      break;
    case Phase::Judging:
      return;
  }
  enter(Phase::Judging, now, {});
}

}  // namespace canary
