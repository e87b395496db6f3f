// SPDX-License-Identifier: Apache-2.0
#include "analysis/verdict_over_paths.h"

#include <fmt/format.h>

#include <algorithm>

namespace canary {
namespace {

/// A single lost probe on each is chance.
constexpr std::uint64_t kManyLost = 3;

bool between_the_same_nodes(const Path& a, const Path& b) {
  return (a.local == b.local && a.remote == b.remote) ||
         (a.local == b.remote && a.remote == b.local);
}

/// What overlapping outages of an encrypted path and a control path tell.
struct Together {
  std::uint64_t lost = 0, lost_in_clear = 0, lost_encrypted = 0;  ///< of the control path
  bool dropped_by_xfrm = false;  ///< on the encrypted path, in any of its outages
};

bool has_drop(const Outage& outage) {
  return std::ranges::any_of(
      outage.fates, [](const Fate& fate) { return fate.cause && fate.cause->starts_with("Xfrm"); });
}

/// Walks along both lists of outages, which are in the order of time.
Together failed_together(const PathJudgement& encrypted, const PathJudgement& control) {
  Together together;
  together.dropped_by_xfrm = std::ranges::any_of(encrypted.outages, has_drop);
  auto a = encrypted.outages.begin();
  auto b = control.outages.begin();
  const Outage* counted = nullptr;
  while (a != encrypted.outages.end() && b != control.outages.end()) {
    const bool overlap = a->first_lost <= b->last_lost && b->first_lost <= a->last_lost;
    if (overlap && a->probes_lost >= kManyLost && b->probes_lost >= kManyLost) {
      if (counted != &*b) {
        together.lost += b->probes_lost;
        together.lost_in_clear += b->lost_in_clear;
        together.lost_encrypted += b->lost_encrypted;
      }
      counted = &*b;
    }
    if (a->last_lost < b->last_lost)
      ++a;
    else
      ++b;
  }
  return together;
}

/// A control path that failed, too, clears IPsec only where its packets were seen to go without it
/// then, and XFRM had no part in what was lost.
std::string what_control_tells(const Together& together) {
  const std::string failed = "; the control path failed at the same time, ";
  if (together.lost_encrypted > 0)
    return failed + "but it is another encrypted path, so it does not clear IPsec";
  if (2 * together.lost_in_clear <= together.lost)
    return failed + "but nobody saw its packets in the clear, so it does not clear IPsec";
  if (together.dropped_by_xfrm)
    return failed + "but XFRM dropped packets of this one, so it does not clear IPsec";
  return failed + "and its packets were seen in the clear, so it is not IPsec";
}

}  // namespace

std::pair<Verdict, std::string> judge_together(std::span<const PathJudgement> paths) {
  const auto encrypted = [](const PathJudgement& path) {
    return path.path.kind == PathKind::Encrypted;
  };
  const bool all_are_new = std::ranges::none_of(
      paths, [&](const auto& path) { return encrypted(path) && !path.too_new; });
  const PathJudgement* heaviest = nullptr;
  std::size_t as_heavy = 0, judged = 0, too_new = 0;
  for (const auto& path : paths) {
    if (!encrypted(path)) continue;
    if (path.too_new && !all_are_new) {
      ++too_new;
      continue;
    }
    ++judged;
    if (heaviest == nullptr || path.verdict > heaviest->verdict) {
      heaviest = &path;
      as_heavy = 0;
    }
    if (path.verdict == heaviest->verdict) ++as_heavy;
  }
  if (heaviest == nullptr) return {Verdict::Inconclusive, "no encrypted path was probed"};
  return {heaviest->verdict,
          fmt::format("{} of {} encrypted paths {} {}{}: {}: {}", as_heavy, judged,
                      as_heavy == 1 ? "is" : "are", to_text(heaviest->verdict),
                      too_new == 0 ? "" : fmt::format(" ({} more came too late)", too_new),
                      to_text(heaviest->path), heaviest->reason)};
}

void add_what_control_paths_tell(std::span<PathJudgement> paths) {
  for (auto& encrypted : paths) {
    if (encrypted.path.kind != PathKind::Encrypted) continue;
    for (const auto& control : paths) {
      if (control.path.kind != PathKind::Control) continue;
      if (!between_the_same_nodes(encrypted.path, control.path)) continue;
      const auto together = failed_together(encrypted, control);
      if (together.lost == 0) continue;
      encrypted.reason += what_control_tells(together);
      break;
    }
  }
}

}  // namespace canary
