// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "model/observation.h"

namespace canary {

/// What tells counters apart.
using CountedKey = std::tuple<CounterStage, IpAddress, IpAddress, std::uint32_t>;
[[nodiscard]] CountedKey key_of(const PacketsCounted& counted);

using PlaintextKey = std::tuple<IpAddress, IpAddress, std::optional<ClearKind>>;
[[nodiscard]] PlaintextKey key_of(const PlaintextCounted& counted);

/// What is carried over some moment of all that was seen before: which paths are probed, which
/// hooks are attached, which devices are watched, whether the agent is up, and how far running
/// totals had come.
class CarriedFacts {
 public:
  /// All but PacketsCounted, of which there are too many to be observations.
  void fold(const Observation& seen);
  void fold(const PacketsCounted& counted);
  /// Its path is probed no more.
  void forget(Ssid ssid) { paths_.erase(ssid); }

  /// The observations with which a session would begin at `at`: PathAdded, HookAttached or
  /// HookDetached, UplinksFound, AgentSeen. An agent that is down went when it went.
  [[nodiscard]] std::vector<Observation> tell(const NodeName& node, Instant at) const;

  /// Running totals less what they were at that moment; nothing where that leaves nothing.
  [[nodiscard]] std::optional<Observed> since(const Observed& what) const;

 private:
  std::map<Ssid, PathAdded> paths_;
  std::map<std::string, Observed> hooks_;
  std::optional<UplinksFound> uplinks_;
  std::map<std::string, std::uint64_t> runs_;
  std::optional<Observation> agent_;
  std::map<CountedKey, PacketsCounted> counted_;
  std::map<PlaintextKey, PlaintextCounted> plaintext_;
  std::uint64_t plaintext_uncounted_ = 0;
};

/// Whether it tells of states and policies.
[[nodiscard]] bool is_of_tables(const Observed& what);

/// What was counted after `before` was, where both are running totals of the same counter.
[[nodiscard]] PacketsCounted counted_since(const PacketsCounted& before, PacketsCounted after);

}  // namespace canary
