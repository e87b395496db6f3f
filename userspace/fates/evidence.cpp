// SPDX-License-Identifier: Apache-2.0
#include "fates/evidence.h"

#include <algorithm>
#include <utility>

#include "clocks/packed_name.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// Clocks that could not be measured are taken as they are: they may be so far apart.
constexpr Duration kUnmeasured = 2s;
/// Between a packet and its sighting, where a process had to wait for a CPU.
constexpr Duration kSeenLate = 100ms;

void sort(std::vector<Sighting>& sightings) {
  std::ranges::stable_sort(sightings, {}, [](const Sighting& seen) {
    return std::pair{seen.key, seen.at};
  });
}

std::span<const Sighting> find(const std::vector<Sighting>& sightings, std::uint64_t key,
                               const Span& window) {
  const auto place = [](const Sighting& seen) { return std::pair{seen.key, seen.at}; };
  const auto first = std::ranges::lower_bound(sightings, std::pair{key, window.from}, {}, place);
  const auto last = std::ranges::upper_bound(sightings, std::pair{key, window.to}, {}, place);
  if (first >= last) return {};
  return {first, last};
}

}  // namespace

NodeEvidence::NodeEvidence(const NodeSession& session) : session_(&session) {
  const auto add_probe = [&](const ProbeKey& probe, ProbeLeg leg, const Observation& seen) {
    by_probe_.push_back({packed(probe, leg), seen.at, &seen});
  };
  const auto add_esp = [&](const EspKey& esp, const Observation& seen) {
    by_esp_.push_back({packed(esp), seen.at, &seen});
  };
  // In the order in which they were pushed: of one time, the first one stays first.
  for (const auto* seen : session.seen.of_any<ProbeEncrypted, ProbeLeftUplink, ProbeArrived,
                                              ProbeLeftInClear, PacketDropped, ProbeFreed>()) {
    if (const auto* encrypted = std::get_if<ProbeEncrypted>(&seen->what)) {
      add_probe(encrypted->probe, encrypted->leg, *seen);
      add_esp(encrypted->esp, *seen);
    } else if (const auto* left = std::get_if<ProbeLeftUplink>(&seen->what)) {
      add_esp(left->esp, *seen);
    } else if (const auto* arrived = std::get_if<ProbeArrived>(&seen->what)) {
      add_probe(arrived->probe, arrived->leg, *seen);
    } else if (const auto* clear = std::get_if<ProbeLeftInClear>(&seen->what)) {
      add_probe(clear->probe, clear->leg, *seen);
    } else if (const auto* drop = std::get_if<PacketDropped>(&seen->what)) {
      if (drop->probe) add_probe(*drop->probe, drop->leg, *seen);
      if (drop->esp) add_esp(*drop->esp, *seen);
      if (!drop->probe && !drop->esp) nameless_.push_back({0, seen->at, seen});
    } else {
      const auto& freed = std::get<ProbeFreed>(seen->what);
      if (freed.probe) add_probe(*freed.probe, freed.leg, *seen);
      if (freed.esp) add_esp(*freed.esp, *seen);
    }
  }
  sort(by_probe_);
  sort(by_esp_);
  sort(nameless_);
}

std::span<const Sighting> NodeEvidence::of_probe(const ProbeKey& probe, ProbeLeg leg,
                                                 const Span& window) const {
  return find(by_probe_, packed(probe, leg), window);
}

std::span<const Sighting> NodeEvidence::of_esp(const EspKey& esp, const Span& window) const {
  return find(by_esp_, packed(esp), window);
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
