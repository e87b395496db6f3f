// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/status_board.h"
#include "metrics/metrics.h"
#include "probe/reflector.h"
#include "watch/path_watch.h"

namespace canary {

/// What a daemon tells of itself: metrics and pages to HTTP clients, and sentences to whoever reads
/// its log.
class RunStatus {
 public:
  using Say = std::function<void(const std::string& sentence)>;

  /// `cover` is the time in which every path is probed once.
  RunStatus(NodeIdentity identity, const SessionHeader& header, Duration cover, Say say);

  void say(const std::string& sentence) const { say_(sentence); }
  /// Counts what was seen, and says what the agent does and which hook became blind.
  void observe(Instant at, const Observed& what);
  /// Tells whom this node probes.
  void set_peers(std::vector<PeerAddresses> peers);
  /// Tells whether the probes of this path come back.
  void path_changed(const Path& path, const PathWatch::Change& change);
  /// Tells no more of a path; set_peers() counts without it.
  void path_removed(Ssid path) { board_.set_reachable(path); }
  /// Tells since when the agent is gone, if it is, and whether a transition is still to be judged.
  void set_transition(std::optional<Instant> agent_gone, bool open);
  /// Tells the judgement on the last transition, and then what set_transition() tells.
  void judged(const Judgement& judgement, std::optional<Instant> agent_gone, bool open);
  /// Tells that the loop turns, and how much later than it should have.
  void turned(Instant now, Duration late);
  /// Counts what became of probes.
  void decided(const std::vector<DecidedProbe>& probes);
  /// Takes the reflector's running totals.
  void set_requests(const ReflectorCounters& totals);

  [[nodiscard]] const StatusBoard& board() const { return board_; }
  [[nodiscard]] const Metrics& metrics() const { return metrics_; }

 private:
  void say_what_hooks_see(const Observed& what);
  void say_uplinks(const UplinksFound& found);
  void count_peers();

  Metrics metrics_;
  StatusBoard board_;
  Say say_;
  std::size_t peers_ = 0;
  UplinksFound uplinks_;
  std::string uplinks_said_;
  std::set<std::string> blind_hooks_;
};

}  // namespace canary
