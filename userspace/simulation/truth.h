// SPDX-License-Identifier: Apache-2.0
// What really became of each probe.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

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

struct ProbeTruth {
  Instant sent;                        ///< true time
  Instant sent_shown;                  ///< by the prober's clock
  std::optional<Instant> answered;     ///< the first reply, by true time
  Outcome outcome = Outcome::Pending;  ///< by the prober's clock
  std::vector<Death> deaths;           ///< of its packets and their copies
  /// One of its packets bears the name of an earlier one, and nobody saw that one get it.
  bool namesake_unseen = false;
  /// Packets that were on the wire when the recording of their receiver, or of the prober, ended,
  /// and replies between the prober's uplink and its socket: they have died there, as far as anyone
  /// can know. (The prober's next session gives its probes the same names, so what arrives later is
  /// not taken for theirs.)
  std::vector<Death> out_of_sight;
};

struct Truth {
  std::vector<std::vector<ProbeTruth>> paths;  ///< as History::paths
};

}  // namespace canary::simulation
