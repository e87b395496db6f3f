// SPDX-License-Identifier: Apache-2.0
#include "reading/loss_direction.h"

#include <algorithm>
#include <limits>
#include <span>

namespace canary {
namespace {

/// RFC 4737 calls reordering by more than this rare; a restarted reflector counts from 0.
constexpr std::uint32_t kMostReordered = 16;

/// Probes between two restarts of the reflector.
using Segment = std::span<const ProbeResult>;

std::vector<Segment> between_restarts(Segment probes) {
  std::vector<Segment> segments;
  std::size_t start = 0;
  std::size_t after_last_reply = 0;
  std::uint32_t highest = 0;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    if (!probes[i].reflector_sequence) continue;
    const auto reflected = *probes[i].reflector_sequence;
    if (highest > kMostReordered && reflected < highest - kMostReordered) {
      segments.push_back(probes.subspan(start, after_last_reply - start));
      start = i;
      highest = 0;
    }
    highest = std::max(highest, reflected);
    after_last_reply = i + 1;
  }
  segments.push_back(probes.subspan(start));
  return segments;
}

/// The places of answers that are bounds on both sides.
std::vector<std::size_t> bounds_of(Segment probes) {
  std::vector<std::uint32_t> lowest_from(probes.size() + 1,
                                         std::numeric_limits<std::uint32_t>::max());
  for (auto i = probes.size(); i-- > 0;)
    lowest_from[i] =
        std::min(lowest_from[i + 1], probes[i].reflector_sequence.value_or(lowest_from[i + 1]));
  std::vector<std::size_t> bounds;
  std::uint32_t highest = 0;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    if (!probes[i].reflector_sequence) continue;
    const auto reflected = *probes[i].reflector_sequence;
    if ((highest < reflected || bounds.empty()) && reflected == lowest_from[i] &&
        reflected >= highest)
      bounds.push_back(i);
    highest = std::max(highest, reflected);
  }
  return bounds;
}

/// `duplicates` are sorted. Counts those in (low, high).
std::uint64_t count_between(const std::vector<std::uint32_t>& duplicates, std::uint32_t low,
                            std::uint32_t high) {
  const auto first = std::ranges::upper_bound(duplicates, low);
  const auto last = std::ranges::lower_bound(duplicates, high);
  return first < last ? static_cast<std::uint64_t>(last - first) : 0;
}

DirectionalLoss loss_in_gap(Segment between, std::uint64_t received, std::uint64_t duplicates) {
  std::uint64_t lost = 0, replied = 0;
  for (const auto& probe : between) {
    if (probe.reflector_sequence) ++replied;
    if (probe.outcome == Outcome::Lost) ++lost;
  }
  if (received < replied + duplicates) return {};
  const auto back = received - replied - duplicates;
  if (back > lost) return {};  // copies made on the way, or a reflector that counts otherwise
  return {lost - back, back};
}

}  // namespace

bool is_stateless(const PathProbes& path) {
  constexpr std::ptrdiff_t kFewest = 3;
  if (path.probes.empty() || path.probes.front().sequence == 0) return false;
  const auto answered = [](const ProbeResult& probe) {
    return probe.reflector_sequence.has_value();
  };
  return std::ranges::count_if(path.probes, answered) >= kFewest &&
         std::ranges::all_of(path.probes, [&](const ProbeResult& probe) {
           return !answered(probe) || *probe.reflector_sequence == probe.sequence;
         });
}

DirectionalLoss loss_by_direction(const PathProbes& path) {
  if (is_stateless(path)) return {};
  DirectionalLoss total;
  auto duplicates = path.duplicate_reflections;
  std::ranges::sort(duplicates);
  for (const auto segment : between_restarts(path.probes)) {
    const auto bounds = bounds_of(segment);
    for (std::size_t i = 1; i < bounds.size(); ++i) {
      const auto low = *segment[bounds[i - 1]].reflector_sequence;
      const auto high = *segment[bounds[i]].reflector_sequence;
      const auto between = segment.subspan(bounds[i - 1] + 1, bounds[i] - bounds[i - 1] - 1);
      const auto gap = loss_in_gap(between, high - low - 1, count_between(duplicates, low, high));
      total.forward += gap.forward;
      total.back += gap.back;
    }
  }
  return total;
}

}  // namespace canary
