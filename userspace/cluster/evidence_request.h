// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/lost_probe.h"
#include "timeline/timeline.h"

namespace canary {

/// Probes of one path.
struct AskedProbes {
  IpAddress sender, reflector;
  Ssid ssid = 0;
  std::vector<std::uint32_t> sequences;
  bool operator==(const AskedProbes&) const = default;
};

/// ESP packets that carried lost ones.
struct AskedPackets {
  std::uint32_t spi = 0;
  std::vector<std::uint32_t> sequences;
  bool operator==(const AskedPackets&) const = default;
};

/// A node's question about its lost probes. Times are by its own clock, which may be any: `now`
/// lets the peer tell how long ago `from` was.
struct EvidenceRequest {
  Instant now;
  Instant from;  ///< what was seen before is of no interest
  std::vector<AskedProbes> probes;
  std::vector<AskedPackets> packets;
  bool operator==(const EvidenceRequest&) const = default;
};

/// A peer is asked about so many lost probes at most.
inline constexpr std::size_t kMostProbesAsked = 10'000;

/// The question of `own` to `peer`: about the first `most` of `lost` that were sent to it, by the
/// time of sending, and about a few that were answered, which tell how the clocks stand.
struct EvidenceQuestion {
  EvidenceRequest request;
  std::optional<Instant> asked_until;  ///< when the first one was sent that is not asked about
};
[[nodiscard]] EvidenceQuestion make_question(const NodeTimeline& own,
                                             std::span<const LostProbe> lost, const NodeName& peer,
                                             Instant now, std::size_t most = kMostProbesAsked);

/// Writes JSON with the schema "xfrm-canary/evidence-request/1".
[[nodiscard]] std::string to_json(const EvidenceRequest& request);
[[nodiscard]] Result<EvidenceRequest> parse_evidence_request(std::string_view text);

}  // namespace canary
