// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/session_header.h"
#include "model/verdict.h"
#include "status/status_server.h"

namespace canary {

inline constexpr std::string_view kStatusSchema = "xfrm-canary/status/1";

/// A path on which probes do not come back now.
struct UnreachablePath {
  Path path;
  Instant since;  ///< when the first probe was sent that did not come back
  bool operator==(const UnreachablePath&) const = default;
};

/// What a node knows of itself while it runs on.
struct NodeStatus {
  NodeName node;
  std::string version;
  Instant started;
  Duration cover{};                   ///< in this time every path is probed once
  std::optional<Instant> agent_gone;  ///< absent while it is ready, or nobody watches it
  bool transition_open = false;       ///< one that has not been judged
  std::vector<IpAddress> addresses;   ///< own: by these it may be another one's peer
  bool operator==(const NodeStatus&) const = default;
};

/// What HTTP clients are told. Written on the loop's thread, read on the server's.
class StatusBoard {
 public:
  void set(NodeStatus status);
  /// Whom it probes.
  void set_peers(std::vector<PeerAddresses> peers);
  /// One path at a time: where thousands are cut off, this is said thousands of times.
  void set_unreachable(Ssid ssid, const UnreachablePath& path);
  /// Whether it was unreachable.
  bool set_reachable(Ssid ssid);
  /// The judgement on the last transition.
  void set_last(const Judgement& judgement);
  /// The loop turns; healthy means that this was said lately.
  void alive(Instant now) { alive_ns_ = now.unix_ns; }

  /// /v1/verdict: the schema xfrm-canary/status/1 (docs/api.md). `now` is the judgement on the
  /// latest past, as `verify --after` would give it; absent where that is not all of now.
  [[nodiscard]] StatusAnswer verdict(const std::optional<Judgement>& now) const;
  [[nodiscard]] bool transition_open() const;
  /// Whether what was seen since then is of now: not of the last transition, which has its own
  /// judgement.
  [[nodiscard]] bool is_of_now(Instant since) const;
  /// To how many peers an encrypted path is unreachable.
  [[nodiscard]] std::size_t peers_cut_off() const;
  /// /healthz
  [[nodiscard]] StatusAnswer health(Instant now) const;
  /// /readyz: whether every path has been probed at least once.
  [[nodiscard]] StatusAnswer readiness(Instant now) const;

 private:
  std::atomic<std::int64_t> alive_ns_ = 0;
  struct Told {
    NodeStatus status;
    std::vector<PeerAddresses> peers;
    std::map<Ssid, UnreachablePath> unreachable;
    std::string last = "null";
    std::map<std::string, std::uint64_t> transitions;
  };

  mutable std::mutex mutex_;  ///< guards all below
  Told told_;
  std::map<NodeName, std::size_t> cut_off_;  ///< how many encrypted paths of a peer are unreachable
  Instant judged_until_;
};

}  // namespace canary
