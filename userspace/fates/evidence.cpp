// SPDX-License-Identifier: Apache-2.0
#include "fates/evidence.h"

#include <algorithm>

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Clocks that could not be measured are taken as they are: they may be so far apart.
constexpr Duration kUnmeasured = 2s;
/// Between a packet and its sighting, where a process had to wait for a CPU.
constexpr Duration kSeenLate = 100ms;

/// By name and time. Of one time, what was pushed first comes first: all observations lie in one
/// vector.
void sort(std::vector<Sighting>& sightings) {
  std::ranges::sort(sightings, [](const Sighting& a, const Sighting& b) {
    if (a.key != b.key) return a.key < b.key;
    return a.at() != b.at() ? a.at() < b.at() : a.seen < b.seen;
  });
}

/// The name of the probe or of the ESP packet that an observation is about; null without one.
const ProbeKey* name_of(const ProbeKey& probe) { return &probe; }
const EspKey* name_of(const EspKey& esp) { return &esp; }
template <class Optional>
auto* name_of(const Optional& name) {
  return name ? &*name : nullptr;
}

}  // namespace

NodeEvidence::NodeEvidence(const NodeSession& session) : session_(&session) {
  const Seen& seen = session.seen;
  by_probe_.reserve(seen.whole<ProbeEncrypted>().size() + seen.whole<ProbeArrived>().size());
  add_probes<ProbeEncrypted>(seen.whole<ProbeEncrypted>());
  add_probes<ProbeArrived>(seen.whole<ProbeArrived>());
  add_probes<ProbeLeftInClear>(seen.whole<ProbeLeftInClear>());
  add_probes<PacketDropped>(seen.whole<PacketDropped>());
  add_probes<ProbeFreed>(seen.whole<ProbeFreed>());
  sort(by_probe_);
  for (const auto* dropped : seen.whole<PacketDropped>())
    if (const auto& drop = std::get<PacketDropped>(dropped->what); !drop.probe && !drop.esp)
      nameless_.push_back({0, dropped});
  sort(nameless_);
}

template <class What>
void NodeEvidence::add_probes(std::span<const Observation* const> all) {
  for (const auto* seen : all) {
    const auto& what = std::get<What>(seen->what);
    if (const auto* probe = name_of(what.probe))
      by_probe_.push_back({packed(*probe, what.leg), seen});
  }
}

template <class What>
const std::vector<Sighting>& NodeEvidence::sightings_of() const {
  auto& sightings = std::get<OfKind<What>>(by_esp_).sightings;
  if (sightings) return *sightings;
  const auto all = session_->seen.whole<What>();
  sightings.emplace().reserve(all.size());
  for (const auto* seen : all)
    if (const auto* esp = name_of(std::get<What>(seen->what).esp))
      sightings->push_back({packed(*esp), seen});
  sort(*sightings);
  return *sightings;
}
template const std::vector<Sighting>& NodeEvidence::sightings_of<ProbeEncrypted>() const;
template const std::vector<Sighting>& NodeEvidence::sightings_of<ProbeLeftUplink>() const;
template const std::vector<Sighting>& NodeEvidence::sightings_of<PacketDropped>() const;
template const std::vector<Sighting>& NodeEvidence::sightings_of<ProbeFreed>() const;

std::span<const Sighting> NodeEvidence::find(const std::vector<Sighting>& sightings,
                                             std::uint64_t key, const Span& window) {
  const auto first = std::ranges::partition_point(sightings, [&](const Sighting& seen) {
    return seen.key != key ? seen.key < key : seen.at() < window.from;
  });
  const auto last = std::partition_point(first, sightings.end(), [&](const Sighting& seen) {
    return seen.key != key ? seen.key < key : seen.at() <= window.to;
  });
  if (first >= last) return {};
  return {first, last};
}

std::span<const Sighting> NodeEvidence::of_probe(const ProbeKey& probe, ProbeLeg leg,
                                                 const Span& window) const {
  const auto all = find(by_probe_, packed(probe, leg), window);
  return all.last(std::min(all.size(), kMostNamesakes));
}

std::span<const Sighting> NodeEvidence::nameless_drops(const Span& window) const {
  return find(nameless_, 0, window);
}

Duration tolerance_between(const NodeEvidence& a, const NodeEvidence& b, Instant at) {
  if (a.clock().against != b.clock().against) return kUnmeasured;
  return clock_error_between(a, b, at) + kSeenLate;
}

Duration clock_error_between(const NodeEvidence& a, const NodeEvidence& b, Instant at) {
  if (a.node() == b.node() || a.clock().against != b.clock().against) return 0ns;
  return error_between(a.clock(), b.clock(), at);
}

bool may_have_stood_still(const NodeEvidence& a, const NodeEvidence& b, Instant at) {
  if (a.clock().against != b.clock().against) return false;
  return !compared_around(a.clock(), b.clock(), at);
}

}  // namespace canary
