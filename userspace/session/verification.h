// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/event_loop.h"
#include "cli/progress.h"
#include "model/verdict.h"
#include "session/baseline.h"
#include "session/peer_evidence.h"
#include "session/phases.h"
#include "session/stages.h"
#include "timeline/live_timeline.h"

namespace canary {

/// One `verify` whose stages run: gathers what they see in one timeline, leads them through the
/// phases of an upgrade, and stops the loop when all has been seen that is to be judged.
class Verification {
 public:
  /// What a verification needs beside its stages. `options` and `loop` must outlive it.
  struct Setting {
    const VerifyOptions& options;
    EventLoop& loop;
    BootClock clock;
    SessionHeader header;
    std::optional<EvidenceSecrets> secrets;    ///< nothing where peers are not asked
    std::optional<RecordingWriter> recording;  ///< nothing where none is written
  };

  /// The first phase begins now.
  Verification(Setting setting, std::unique_ptr<Stages> stages);
  Verification(const Verification&) = delete;
  Verification& operator=(const Verification&) = delete;

  /// All that was seen, by this node and by the peers that were asked.
  [[nodiscard]] const Timeline& timeline() const { return timeline_.timeline(); }

 private:
  void on_observed(Instant at, Observed what);
  void announce_phase();
  void tell_baseline();
  void tick();
  void flush();
  void draw();
  void wind_up(const std::string& reason);
  void finish(const std::string& reason);

  const VerifyOptions& options_;
  EventLoop& loop_;
  BootClock clock_;
  std::optional<EvidenceSecrets> secrets_;
  Progress progress_;
  LiveTimeline timeline_;
  Phases phases_;
  Baseline baseline_;
  Phase announced_ = Phase::Baseline;
  bool winding_up_ = false;
  std::unique_ptr<Stages> stages_;  ///< last: they push to all above
};

}  // namespace canary
