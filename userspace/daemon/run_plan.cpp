// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_plan.h"

#include <algorithm>

#include "daemon/housekeeping.h"
#include "peers/peer_list.h"

namespace canary {
namespace {

/// In the time in which every path is probed once: slots are shorter where that is short.
constexpr int kLeastSlots = 10;
constexpr std::size_t kPeersLater = 1024;

}  // namespace

Result<void> plan_to_run_on(const RunOptions& options, SessionPlan& plan) {
  plan.prober.slot = std::min(kSlot, plan.prober.interval / kLeastSlots);
  // A file that cannot be read yet is told of later, and again.
  if (const auto listed = read_peer_file(options.peers_file); listed)
    plan.observer.peers += listed->size();
  plan.observer.peers_later = kPeersLater;
  // Only the latest counts before each reading are kept.
  plan.observer.counts_each_second = false;
  const auto lengths = usual_probe_lengths(options.session.netns.probe, plan.prober.key);
  if (!lengths) return std::unexpected(lengths.error());
  for (const std::uint32_t length : *lengths)
    if (std::ranges::find(plan.observer.probe_lengths, length) == plan.observer.probe_lengths.end())
      plan.observer.probe_lengths.push_back(length);
  plan.observer.protected_remote.insert(plan.observer.protected_remote.end(),
                                        options.session.protects.begin(),
                                        options.session.protects.end());
  return {};
}

}  // namespace canary
