// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "timeline/timeline.h"

namespace canary {

/// True of what peers are told: what the kernel and the agent did, not this node's own probes.
[[nodiscard]] bool is_told_to_peers(const Observed& what);

/// The evidence that a store held at one moment. The chunks are shared with it and never change.
struct HeldEvidence {
  SessionHeader header;
  Instant from;                           ///< all that was seen later is held
  Instant to;                             ///< and all before this
  std::map<std::string, Observed> hooks;  ///< how each hook stood at `from`
  std::optional<UplinksFound> uplinks;    ///< and through which devices packets left
  std::vector<std::shared_ptr<const std::vector<Observation>>> chunks;  ///< as pushed
};

/// The latest evidence of a node, in bounded memory, for peers that ask. One thread pushes, others
/// take what is held; neither waits for the other for longer than a chunk is copied. What does not
/// fit falls out at the old end, and `from` moves.
class EvidenceStore {
 public:
  static constexpr std::size_t kUsualBytes = 64 << 20;

  explicit EvidenceStore(SessionHeader header, std::size_t most_bytes = kUsualBytes);

  /// Keeps an observation where is_told_to_peers().
  void push(Instant at, const Observed& what);
  /// Says that all that was seen before `at` has been pushed.
  void complete_until(Instant at);
  /// Says that nothing more will be pushed: what is held is all there is.
  void end(Instant at);

  [[nodiscard]] HeldEvidence held() const;
  [[nodiscard]] bool ended() const;

 private:
  using Chunk = std::vector<Observation>;
  void seal();
  void drop_oldest();

  const std::size_t most_chunks_;
  mutable std::mutex mutex_;  ///< guards all below
  HeldEvidence sealed_;       ///< without the open chunk
  Chunk open_;
  bool ended_ = false;
};

}  // namespace canary
