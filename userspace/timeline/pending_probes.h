// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "model/observation.h"
#include "timeline/answered_log.h"

namespace canary {

/// This node's probes that may still be answered, with what the kernel told of them. What it told
/// of the probes of others is not kept: their nodes judge those.
class PendingProbes {
 public:
  /// Takes an observation; false where it is about no probe of this node that is pending.
  bool take(const Observation& seen);

  /// A probe that is decided: answered in time, or all that was seen of it.
  struct Settled {
    std::optional<AnsweredProbe> answered;
    std::vector<Observation> seen;
  };
  /// The oldest one, if it was sent before `before`. Without a reply within `deadline` it is lost
  /// or late.
  std::optional<Settled> settle_one(Instant before, Duration deadline);
  /// Its path is probed no more.
  void forget(Ssid ssid);

  [[nodiscard]] std::size_t size() const { return probes_.size(); }
  /// Appends what was seen of those that were sent since `from`, by the time of sending.
  void append_since(Instant from, std::vector<Observation>& observations) const;

 private:
  struct Probe {
    Observation sent;
    std::optional<Observation> reply;  ///< the first one
    std::vector<Observation> more;
    std::vector<EspKey> carried_by;
    void keep(const Observation& seen);
  };
  using Key = std::uint64_t;  ///< of SSID and sequence
  bool begin(const Observation& seen, const ProbeSent& sent);
  bool take_reply(const Observation& seen, const ReplyReceived& reply);
  bool take_esp(const Observation& seen, const ProbeEncrypted& encrypted);
  bool add(Ssid ssid, std::uint32_t sequence, const Observation& seen);

  std::deque<Key> order_;
  std::unordered_map<Key, Probe> probes_;
  std::map<EspKey, Key> carried_;
};

}  // namespace canary
