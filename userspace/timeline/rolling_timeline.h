// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "timeline/answered_log.h"
#include "timeline/carried_facts.h"
#include "timeline/counted_log.h"
#include "timeline/pending_probes.h"
#include "timeline/timeline.h"

namespace canary {

struct RollingLimits {
  Duration window{};  ///< what is older is forgotten, unless it is needed
  /// Room for what is kept whole, again for answered probes, and for counts: the oldest falls out
  /// first, whoever needs it.
  std::size_t most_bytes = 16u << 20;
};

/// What became of a probe, as far as its deadline decides it.
struct DecidedProbe {
  enum class End : std::uint8_t { Answered, Late, Lost };
  /// What this node saw of the encryption of an answered probe (docs/verdicts.md).
  enum class Proof : std::uint8_t { Proved, InClear, NotSeen };
  Ssid ssid = 0;
  End end = End::Lost;
  Duration rtt{};  ///< of Answered and Late
  Proof proof = Proof::NotSeen;
  bool operator==(const DecidedProbe&) const = default;
};

/// The latest of what a node sees, for as long as it runs, in bounded memory: a probe that was
/// answered in time (and did not leak) leaves 32 bytes, what was counted 80 in each reading, and
/// all else is kept whole.
class RollingTimeline {
 public:
  RollingTimeline(SessionHeader header, RollingLimits limits);

  void observe(Instant at, Observed what);
  /// Settles what is decided, of which it tells, and forgets what is too old and not needed for
  /// since(`needed_from`); about once a second.
  std::vector<DecidedProbe> advance(Instant now, std::optional<Instant> needed_from = std::nullopt);
  /// This path is probed no more: what was seen of its probes is no evidence of an outage.
  void remove_path(Ssid ssid);
  void set_peers(std::vector<PeerAddresses> peers) { header_.peers = std::move(peers); }

  /// All that was seen since `from`, as a session that began then: at the last reading of the
  /// kernel's drop counters (XfrmStatRead) before it, or the first one that is held.
  [[nodiscard]] NodeTimeline since(Instant from) const;

  /// What a session could begin with at the earliest.
  [[nodiscard]] Instant begins() const;
  [[nodiscard]] const SessionHeader& header() const { return header_; }

 private:
  void keep(Observation seen);
  void forget_front();
  void forget_before(Instant at);
  [[nodiscard]] bool leaked(const PendingProbes::Settled& settled) const;
  [[nodiscard]] Instant start_for(Instant from) const;

  SessionHeader header_;
  RollingLimits limits_;
  std::deque<Observation> kept_;
  std::size_t kept_bytes_ = 0;
  CarriedFacts before_;  ///< of what was forgotten
  CountedLog counted_;
  PendingProbes pending_;
  AnsweredLog answered_;
  std::vector<bool> encrypted_;  ///< by SSID: probes of this path must not leave in the clear
  Instant forgotten_until_;
};

/// The memory that it takes, about, in bytes.
[[nodiscard]] std::size_t size_of(const Observation& seen);

}  // namespace canary
