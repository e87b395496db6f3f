// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/socket_address.h"
#include "base/time.h"
#include "model/no_answer.h"
#include "probe/stamp_packet.h"

namespace canary {

/// Knows which replies may come: of every path the last probes that were sent. Pure.
class ReplyMatcher {
 public:
  /// The last `remembered` probes of each path can still be answered, and all that are younger than
  /// `young`; older ones are forgotten.
  ReplyMatcher(std::size_t remembered, Duration young) : remembered_(remembered), young_(young) {}

  /// Probes with `ssid` (not 0) go to `reflector`.
  void add_path(Ssid ssid, const Endpoint& reflector);
  void remove_path(Ssid ssid);
  void sent(Ssid ssid, std::uint32_t sequence, std::uint64_t timestamp, Instant at);

  struct Match {
    Ssid ssid = 0;
    Instant sent_at;
    std::uint32_t earlier = 0;  ///< replies that matched the same probe before
  };
  /// The probe that `reply` from `source` answers, or nothing if address, port, session, sequence
  /// or echoed timestamp are not those of a probe that was sent. A reply without a session
  /// identifier (TWAMP-Light and RFC 8762 reflectors) is found by the rest. Matches again when a
  /// reply comes twice.
  [[nodiscard]] std::optional<Match> match(const Endpoint& source, const StampReply& reply);

  /// Whether `request`, which somebody quotes, was sent on its path to `to`.
  [[nodiscard]] bool was_sent(const StampRequest& request, const Endpoint& to) const;

  struct Misfit {
    Ssid ssid = 0;
    NoAnswerReason reason = NoAnswerReason::NoMatch;
  };
  /// Why what came from `source` and did not match is no answer; nothing where it concerns no path:
  /// it neither comes from where is probed, nor repeats what was sent.
  [[nodiscard]] std::optional<Misfit> explain(
      const Endpoint& source, const std::expected<StampReply, StampFault>& reply) const;

 private:
  struct Sent {
    std::uint32_t sequence = 0;
    std::uint32_t replies = 0;    ///< that matched it
    std::uint64_t timestamp = 0;  ///< 0: none
    Instant at;
  };
  struct PathProbes {
    Endpoint reflector;
    std::vector<Sent> ring;  ///< by sequence modulo its size
  };
  /// Room for twice as many, where what would be overwritten is still young.
  void grow(PathProbes& path, std::uint32_t sequence, Instant at) const;
  [[nodiscard]] static const Sent* find(const PathProbes& path, const StampRequest& request);
  [[nodiscard]] static std::optional<Match> match_path(Ssid ssid, PathProbes& path,
                                                       const Endpoint& source,
                                                       const StampReply& reply);
  /// The path of whose probes the reply repeats one, whoever sent it.
  [[nodiscard]] std::optional<Ssid> repeated_by(const StampReply& reply) const;

  std::size_t remembered_;
  Duration young_;
  [[nodiscard]] bool knows(Ssid ssid) const { return ssid < paths_.size() && paths_[ssid]; }

  std::vector<std::optional<PathProbes>> paths_;  ///< by SSID
  std::map<std::pair<IpAddress, std::uint16_t>, Ssid> by_reflector_;
};

}  // namespace canary
