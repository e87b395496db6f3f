// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/path.h"
#include "model/probe_counts.h"
#include "timeline/seen.h"

namespace canary {

enum class Outcome {
  Answered,  ///< within the deadline
  Late,      ///< after it: neither a success nor a loss
  Lost,      ///< no answer, and the deadline passed before the session's end; or never sent
  Pending,   ///< the session ended before the deadline: not counted
};

struct ProbeResult {
  std::uint32_t sequence = 0;
  std::uint32_t bytes = 0;  ///< UDP payload; 0 where it is not known
  Instant sent;
  Outcome outcome = Outcome::Pending;
  /// Whether the reply tells that the prober's kernel was seen to encrypt and to decrypt.
  bool request_encrypted = false, reply_decrypted = false;
  Duration rtt{};                                   ///< of the first reply
  std::optional<std::uint32_t> reflector_sequence;  ///< of the first reply
  Boxed<std::string> refusal;                       ///< why the kernel did not take it
  bool operator==(const ProbeResult&) const = default;
};

/// All probes of one path, in the order of sending.
struct PathProbes {
  Path path;
  ProbeKey key;  ///< of the path's probes; its sequence is 0
  std::vector<ProbeResult> probes;
  bool came_later = false;  ///< when probes were sent on other paths already
  /// Numbers of the reflector that came with second and later replies to one probe.
  std::vector<std::uint32_t> duplicate_reflections;

  [[nodiscard]] ProbeKey key_of(const ProbeResult& probe) const {
    return {key.sender, key.reflector, key.ssid, probe.sequence};
  }
};

/// Joins what was sent with what came back, in the order in which the paths were added.
/// `Pending` is measured against the end of session_span(). The deadline is measured by the
/// prober's clock alone (arrival of the reply less departure of the probe).
[[nodiscard]] std::vector<PathProbes> join_probes(const Seen& seen);

/// Counts everything but the loss per direction.
[[nodiscard]] ProbeCounts count_outcomes(const PathProbes& path);

/// Finds nearest-rank percentiles over what was answered in time.
[[nodiscard]] std::optional<RoundTripTimes> round_trip_times(const PathProbes& path);

}  // namespace canary
