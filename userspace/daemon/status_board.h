// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "metrics/unreachable_peers.h"
#include "model/verdict.h"
#include "status/node_status.h"
#include "status/status_server.h"

namespace canary {

/// What HTTP clients are told of this node. It is written on the loop's thread and read on the
/// server's.
class StatusBoard {
 public:
  /// `cover` is the time in which every path is probed once.
  StatusBoard(NodeIdentity identity, Duration cover);

  /// Tells since when the agent is gone, if it is, and whether a transition is still to be judged.
  void set_transition(std::optional<Instant> agent_gone, bool open);
  /// Tells whom this node probes.
  void set_peers(std::vector<PeerAddresses> peers);
  /// Tells of one path at a time: where thousands are cut off, this is called thousands of times.
  void set_unreachable(Ssid ssid, const UnreachablePath& path);
  /// Returns whether the path was unreachable.
  bool set_reachable(Ssid ssid);
  /// Takes the judgement on the last transition.
  void set_last(const Judgement& judgement);
  /// Says that the loop turns; healthy means that this was said lately.
  void alive(Instant now) { alive_ns_ = now.unix_ns; }

  /// The page /v1/verdict. `now` is the judgement on the latest past, as `verify --after` would
  /// give it; absent where that is not all of now.
  [[nodiscard]] StatusAnswer verdict(const std::optional<Judgement>& now) const;
  /// The page /healthz.
  [[nodiscard]] StatusAnswer health(Instant now) const;
  /// The page /readyz: whether every path has been probed at least once.
  [[nodiscard]] StatusAnswer readiness(Instant now) const;

  [[nodiscard]] bool transition_open() const;
  /// Tells whether what was seen since then is of now: not of the last transition, which has its
  /// own judgement.
  [[nodiscard]] bool is_of_now(Instant since) const;
  /// Tells the peers to which an encrypted path is unreachable. For the loop's thread, which writes
  /// them.
  [[nodiscard]] const CutOffPeers& cut_off() const { return cut_off_; }

 private:
  const Instant started_;
  const Duration cover_;
  std::atomic<std::int64_t> alive_ns_ = 0;

  CutOffPeers cut_off_;  ///< the loop's thread alone

  mutable std::mutex mutex_;  ///< guards all below
  NodeStatus status_;
  Instant judged_until_;
};

}  // namespace canary
