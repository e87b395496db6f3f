// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "daemon/housekeeping.h"
#include "daemon/judge_worker.h"
#include "daemon/look_timer.h"
#include "daemon/path_pace.h"
#include "daemon/peer_roster.h"
#include "daemon/run_options.h"
#include "daemon/run_pages.h"
#include "daemon/run_status.h"
#include "peers/peer_watch.h"
#include "session/baseline.h"
#include "session/stages.h"
#include "timeline/rolling_timeline.h"
#include "watch/transition_watch.h"

namespace canary {

/// A session that goes on: passes what its stages see to those who need it, and has done what they
/// ask for. What each of them knows stands in its own file.
class RunSession {
 public:
  struct Setting {
    const RunOptions& options;
    EventLoop& loop;
    BootClock clock;
    SessionHeader header;
    std::string version;                     ///< of this program
    std::optional<EvidenceSecrets> secrets;  ///< nothing where peers are not asked
    std::string token;                       ///< what HTTP clients show; empty: nothing is wanted
    RunStatus::Say say;
  };

  /// Starts the stages, and all that tells of them. The options and the loop must outlive it.
  static Result<std::unique_ptr<RunSession>> start(Setting setting, StageStarter& starter);
  RunSession(const RunSession&) = delete;
  RunSession& operator=(const RunSession&) = delete;

 private:
  RunSession(Setting setting, std::unique_ptr<Stages> stages);
  Result<void> start_threads(const std::string& token);
  Result<void> start_peer_watch();
  void keep_house();

  void on_observed(Instant at, Observed what);
  void on_agent_gone(Instant at);
  void say_what_was_broken_before(Instant gone) const;
  void on_judged(const Judgement& judgement);
  void on_slot(Duration late);
  void on_second();
  void list_tables();

  void reload();
  void change_paths(const ProbedPeers::Change& change);
  void remove_path(Ssid path);
  void look_at_paths();
  void set_pace(Ssid path);
  void set_all_paces();
  void tell_transition();
  void judge_transition(const TransitionWatch::Over& over);
  NodeTimeline look_at_now();

  const RunOptions& options_;
  EventLoop& loop_;
  BootClock clock_;
  std::optional<EvidenceSecrets> secrets_;
  std::vector<IpAddress> own_addresses_;
  RollingTimeline timeline_;
  RunStatus status_;
  PeerRoster roster_;
  PathPace pace_;
  Baseline baseline_;
  TransitionWatch transition_;
  LookTimer look_timer_;
  std::optional<Housekeeping> housekeeping_;
  std::unique_ptr<Stages> stages_;
  // Last: their threads end before what they use.
  std::unique_ptr<JudgeWorker> worker_;
  std::unique_ptr<PeerWatch> peer_watch_;
  std::unique_ptr<RunPages> pages_;
};

}  // namespace canary
