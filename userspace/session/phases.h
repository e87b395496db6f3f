// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace canary {

/// What a verification waits for. `Judging` is its end.
enum class Phase { Baseline, WaitingForGone, WaitingForReady, Settling, Judging };

[[nodiscard]] std::string_view to_text(Phase phase);  ///< "waiting-for-gone", ...

/// How long each phase may last.
struct PhaseTimes {
  bool after_upgrade = false;
  Duration baseline{};
  Duration gone_within{};
  Duration ready_within{};
  Duration settle{};
};

/// Leads one verification through its phases. Pure: it is told the time and the agent's changes.
///
///     baseline -> waiting-for-gone -> waiting-for-ready -> settling -> judging
///     --after: settling -> judging;  the agent goes while settling: back to waiting-for-ready
class Phases {
 public:
  Phases(const PhaseTimes& times, Instant start);

  void agent_gone(Instant at);
  void agent_ready(Instant at);
  /// Moves on when the phase's time is over; call it again at `ends()`.
  void advance(Instant now);

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] Instant ends() const { return ends_; }
  /// Why judging began: "settled", "the agent did not go within 10m", ...
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  void enter(Phase phase, Instant at, Duration length);

  PhaseTimes times_;
  Phase phase_ = Phase::Baseline;
  Instant ends_;
  bool gone_ = false;  ///< whether the agent has gone and has not come back yet
  std::string reason_;
};

}  // namespace canary
