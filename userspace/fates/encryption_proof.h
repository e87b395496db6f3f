// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fates/evidence.h"
#include "reading/probe_results.h"

namespace canary {

/// Answered probes of one path by what was seen of their encryption, and lost ones as far as a
/// control path needs them. docs/verdicts.md says which words rest on it.
struct PathProof {
  std::uint64_t proved = 0;         ///< a state took the request, and the reply came out of one
  std::uint64_t in_clear = 0;       ///< request or reply was seen between the nodes unencrypted
  std::uint64_t authenticated = 0;  ///< of `in_clear`: by AH
  std::uint64_t null_cipher = 0;    ///< of `in_clear`: by ESP with a null cipher
  std::uint64_t unseen = 0;         ///< neither, although the prober's node looked
  std::uint64_t unseen_requests = 0, unseen_replies = 0;  ///< of `unseen`: the packet of which
  std::uint64_t unwatched = 0;            ///< neither, in a blind span of the prober's node
  std::optional<Instant> last_unwatched;  ///< when the last of those was sent
  std::optional<Instant> first_in_clear, last_in_clear;  ///< when such probes were sent
  std::uint64_t answered_since_clear = 0;  ///< answered probes that were sent after the last such
  std::uint64_t proved_at_end = 0;         ///< in a row, up to the last answered probe
  std::uint64_t not_seen_leaving = 0;      ///< a state took the request, and no uplink saw it go
  std::vector<Instant> lost_in_clear;      ///< when probes were sent that were lost unencrypted
  std::vector<Instant> lost_encrypted;     ///< and those that a state had taken
};

/// Looks for both packets of each answered probe in the evidence of the node that sent it, and in
/// that of the other end where it recorded.
class ProofFinder {
 public:
  /// At most one element per node, which must live longer than this.
  explicit ProofFinder(std::span<const NodeEvidence> nodes) : nodes_(nodes) {}

  [[nodiscard]] PathProof find(const PathProbes& path) const;

 private:
  [[nodiscard]] const NodeEvidence* node(const NodeName& name) const;

  std::span<const NodeEvidence> nodes_;
};

}  // namespace canary
