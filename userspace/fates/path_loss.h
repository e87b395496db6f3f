// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "fates/drop_times.h"
#include "fates/fate.h"
#include "model/session_header.h"
#include "reading/outage.h"
#include "reading/probe_results.h"

namespace canary {

/// A run of lost probes as a verdict looks at it.
struct WeighedOutage {
  Outage outage;
  /// Whether a verdict may rest on it; what is not is loss as any network has it.
  bool significant = false;
  /// Other runs lie around it, with fewer clean answers between than end an outage.
  bool flapping = false;
  std::uint64_t answered_after = 0;  ///< in a row, right after it; at most what is clean
};

/// What was lost on one path, and what became of it.
struct PathLoss {
  std::vector<WeighedOutage> outages;  ///< in the order of time
  /// Runs within one probe size while probes of other sizes came through ("small works, large is
  /// lost"). They overlap with `outages`; judged like them, but no outages of the path.
  std::vector<WeighedOutage> of_one_size;
};

/// Significant is a run
///  - of as many lost probes as `criteria.clean_probes`, or twice as many with no clean run among
///    them; among probes of one size the former;
///  - or with a probe that XFRM dropped, or that was encrypted and never left;
///  - or with an unattributed probe while XFRM dropped packets that may have been it.
[[nodiscard]] PathLoss find_losses(const PathProbes& path, const Criteria& criteria,
                                   const FateFinder& fates, const DropTimes& drops);

}  // namespace canary
