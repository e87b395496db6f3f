// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/sight.h"
#include "model/drop_cause.h"

namespace canary {

/// A kernel observation under the name of the packet that it is about.
struct Sighting {
  std::uint64_t key = 0;  ///< session, sequence and leg of a probe, or SPI and ESP sequence number
  Instant at;
  const Observation* seen = nullptr;
};

/// What one node's kernel told of probes, to be asked by the packet's name. Points into the
/// session, which must live longer.
class NodeEvidence {
 public:
  NodeEvidence(const NodeTimeline& session, const Sight& sight);

  [[nodiscard]] const NodeName& node() const { return session_->header.node; }
  [[nodiscard]] const SessionHeader& header() const { return session_->header; }
  [[nodiscard]] const Sight& sight() const { return *sight_; }

  /// What was seen in `window` of a probe while it was readable, by time. May hold another probe's
  /// that has the same session id and sequence: compare the addresses.
  [[nodiscard]] std::span<const Sighting> of_probe(const ProbeKey& probe, ProbeLeg leg,
                                                   const Span& window) const;
  /// What bears this SPI and ESP sequence number in `window`, by time: of any direction, peer and
  /// state.
  [[nodiscard]] std::span<const Sighting> of_esp(const EspKey& esp, const Span& window) const;
  /// XFRM drops in `window` with neither the name of a probe nor that of an ESP packet.
  [[nodiscard]] std::span<const Sighting> nameless_drops(const Span& window) const;

 private:
  const NodeTimeline* session_;
  const Sight* sight_;
  std::vector<Sighting> by_probe_, by_esp_, nameless_;
};

}  // namespace canary
