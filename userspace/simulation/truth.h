// SPDX-License-Identifier: Apache-2.0
// What really became of each probe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "model/clear_traffic.h"
#include "model/verdict.h"
#include "reading/probe_results.h"

namespace canary::simulation {

struct Death {
  Stage stage = Stage::Wire;
  std::size_t node = 0;  ///< the sender's for the wire
  ProbeLeg leg = ProbeLeg::Request;
  std::string_view cause;  ///< empty where nobody tells one
  bool of_xfrm = false;
  bool nameless = false;
  Instant at;
  bool operator==(const Death&) const = default;
};

/// One of a probe's two packets, and its copies.
struct LegTruth {
  bool went_encrypted = false, went_clear = false;  ///< towards the wire
  bool seen_encrypted = false, seen_clear = false;  ///< by any node that records
  bool seen_encrypted_by_prober = false;
  bool seen_clear_in_time = false;  ///< and before the deadline
  bool left_unwatched = false;  ///< by a device that its sender was seen to use, and not to watch
  bool by_unwatched = false;    ///< it was to leave, left or came by such a device
};

struct ProbeTruth {
  Instant sent;                        ///< true time
  Instant sent_shown;                  ///< by the prober's clock
  std::optional<Instant> answered;     ///< the first reply, by true time
  Outcome outcome = Outcome::Pending;  ///< by the prober's clock
  std::vector<Death> deaths;           ///< of its packets and their copies
  /// One of its packets bears the name of an earlier or later one, and nobody saw that one get it.
  bool namesake_unseen = false;
  /// Packets that were on the wire when the recording of their receiver, or of the prober, ended,
  /// and replies between the prober's uplink and its socket: they have died there, as far as anyone
  /// can know. (The prober's next session gives its probes the same names, so what arrives later is
  /// not taken for theirs.)
  std::vector<Death> out_of_sight;
  std::array<LegTruth, 2> legs;  ///< by ProbeLeg

  [[nodiscard]] LegTruth& leg(ProbeLeg which) { return legs[static_cast<std::size_t>(which)]; }
  [[nodiscard]] const LegTruth& leg(ProbeLeg which) const {
    return legs[static_cast<std::size_t>(which)];
  }
};

/// Who counted packets in the clear, on which way, from or to whom, and what is true of them.
using ClearPlace = std::tuple<std::size_t, ClearWay, std::size_t, ClearWord>;

struct Truth {
  std::vector<std::vector<ProbeTruth>> paths;  ///< as History::paths
  std::map<ClearPlace, std::uint64_t> clear;   ///< packets, as far as hooks were there
};

}  // namespace canary::simulation
