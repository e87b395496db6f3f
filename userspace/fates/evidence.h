// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/drop_cause.h"
#include "reading/node_session.h"

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
  explicit NodeEvidence(const NodeSession& session);

  [[nodiscard]] const NodeName& node() const { return session_->node(); }
  [[nodiscard]] const SessionHeader& header() const { return session_->header(); }
  [[nodiscard]] const Sight& sight() const { return session_->sight; }
  [[nodiscard]] const NodeClock& clock() const { return session_->clock; }

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
  const NodeSession* session_;
  std::vector<Sighting> by_probe_, by_esp_, nameless_;
};

/// How far apart one moment may seem at that time, seen by two nodes.
[[nodiscard]] Duration tolerance_between(const NodeEvidence& a, const NodeEvidence& b, Instant at);

/// That part of it by which their clocks were measured wrong; zero where they were not measured.
[[nodiscard]] Duration clock_error_between(const NodeEvidence& a, const NodeEvidence& b,
                                           Instant at);

/// Whether their clocks were measured, but not around that time: one may have stood still then.
[[nodiscard]] bool may_have_stood_still(const NodeEvidence& a, const NodeEvidence& b, Instant at);

}  // namespace canary
