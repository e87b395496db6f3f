// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "clocks/packed_name.h"
#include "model/drop_cause.h"
#include "reading/node_session.h"

namespace canary {

/// So many sightings under one name are looked through for one packet. A peer may tell of more, and
/// of thousands of packets of that name, but then the name tells nothing any more.
inline constexpr std::size_t kMostNamesakes = 4096;

/// A kernel observation under the name of the packet that it is about.
struct Sighting {
  std::uint64_t key = 0;  ///< session, sequence and leg of a probe, or SPI and ESP sequence number
  const Observation* seen = nullptr;

  [[nodiscard]] Instant at() const { return seen->at; }
};

/// The observation itself, where its kind is known.
template <class What>
[[nodiscard]] const What& what_of(const Sighting& sighting) {
  return std::get<What>(sighting.seen->what);
}

/// What one node's kernel told of probes, to be asked by the packet's name, by one thread at a
/// time. Points into the session, which must live longer.
class NodeEvidence {
 public:
  explicit NodeEvidence(const NodeSession& session);

  [[nodiscard]] const NodeName& node() const { return session_->node(); }
  [[nodiscard]] const SessionHeader& header() const { return session_->header(); }
  [[nodiscard]] const Sight& sight() const { return session_->sight; }
  [[nodiscard]] const WaysOut& ways_out() const { return session_->ways_out; }
  [[nodiscard]] const NodeClock& clock() const { return session_->clock; }

  /// What was seen in `window` of a probe while it was readable, by time. May hold another probe's
  /// that has the same session id and sequence: compare the addresses. Of more than kMostNamesakes
  /// the latest.
  [[nodiscard]] std::span<const Sighting> of_probe(const ProbeKey& probe, ProbeLeg leg,
                                                   const Span& window) const;
  /// What of this kind (ProbeEncrypted, ProbeLeftUplink, PacketDropped, ProbeFreed) bears this SPI
  /// and ESP sequence number in `window`, by time: of any direction, peer and state.
  template <class What>
  [[nodiscard]] std::span<const Sighting> of_esp(const EspKey& esp, const Span& window) const {
    return find(sightings_of<What>(), packed(esp), window);
  }
  /// XFRM drops in `window` with neither the name of a probe nor that of an ESP packet.
  [[nodiscard]] std::span<const Sighting> nameless_drops(const Span& window) const;

 private:
  /// Sorted when they are first asked for: who lost no probe never asks.
  template <class What>
  struct OfKind {
    std::optional<std::vector<Sighting>> sightings;
  };

  template <class What>
  void add_probes(std::span<const Observation* const> all);
  template <class What>
  [[nodiscard]] const std::vector<Sighting>& sightings_of() const;
  static std::span<const Sighting> find(const std::vector<Sighting>& sightings, std::uint64_t key,
                                        const Span& window);

  const NodeSession* session_;
  std::vector<Sighting> by_probe_, nameless_;
  mutable std::tuple<OfKind<ProbeEncrypted>, OfKind<ProbeLeftUplink>, OfKind<PacketDropped>,
                     OfKind<ProbeFreed>>
      by_esp_;
};

/// How far apart one moment may seem at that time, seen by two nodes.
[[nodiscard]] Duration tolerance_between(const NodeEvidence& a, const NodeEvidence& b, Instant at);

/// The part of it by which their clocks were measured wrong; zero where they were not measured.
[[nodiscard]] Duration clock_error_between(const NodeEvidence& a, const NodeEvidence& b,
                                           Instant at);

/// Whether their clocks were measured, but not around that time: one may have stood still then.
[[nodiscard]] bool may_have_stood_still(const NodeEvidence& a, const NodeEvidence& b, Instant at);

}  // namespace canary
