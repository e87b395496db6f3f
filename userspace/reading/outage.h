// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/outage.h"
#include "reading/probe_results.h"

namespace canary {

/// A maximal run of lost probes, as places in the path's list of probes.
struct LostRun {
  std::size_t first = 0, last = 0;     ///< inclusive; pending probes between them do not break it
  std::uint64_t lost = 0;              ///< how many
  std::optional<std::size_t> clean;    ///< first of the answered run that ends the outage
  std::size_t last_before_clean = 0;   ///< last lost before `clean`; not `last` where more followed
  std::uint64_t lost_until_clean = 0;  ///< in this and its neighbours that no clean run separates
  std::uint64_t answered_after = 0;    ///< in a row right after it, up to the number that is clean
  bool operator==(const LostRun&) const = default;
};

/// Runs of lost probes in the order of sending. A run is over at the first probe that is not lost;
/// it has recovered when `clean_probes` (at least 1) were answered in a row:
///
///   probes   A A L L A L L L A A A A        clean_probes = 3
///   run 1        L L                        clean -> 9th probe, as run 2 followed too soon
///   run 2              L L L                clean -> 9th probe
///
/// A late probe is not lost, and does not count as clean.
[[nodiscard]] std::vector<LostRun> find_lost_runs(std::span<const ProbeResult> probes,
                                                  std::uint32_t clean_probes);

/// The run in the words of a report; without fates, nothing attributed.
[[nodiscard]] Outage to_outage(const LostRun& run, std::span<const ProbeResult> probes);

}  // namespace canary
