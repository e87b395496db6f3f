// SPDX-License-Identifier: Apache-2.0
#include "ledger/sequence_count.h"

#include <algorithm>

namespace canary {

void SequenceCount::begin_state(std::uint32_t first, std::uint64_t packets,
                                std::uint64_t reordered) {
  states_.push_back({first, first});
  const auto state = static_cast<std::uint32_t>(states_.size() - 1);
  // One less than 0 is no place: the numbers of a state begin at 1, or have wrapped.
  points_.push_back({{state, first == 0 ? 0 : first - 1u}, packets, reordered});
}

void SequenceCount::rise_to(std::uint32_t highest, std::uint64_t packets, std::uint64_t reordered) {
  auto& state = states_.back();
  const auto before = points_.back();
  state.highest += highest - static_cast<std::uint32_t>(state.highest);
  const SequencePlace place{before.place.state, state.highest};
  if (reordered != before.reordered) {
    // What came late may have a place before any that was sampled.
    for (auto& point : points_)
      if (point.place > SequencePlace{place.state, state.first}) point.exact = false;
  } else if (packets - before.packets > place.sequence - before.place.sequence) {
    points_.back().exact = false;  // read between a number and its packet
  }
  if (place == before.place)
    points_.back() = {place, packets, reordered};
  else
    points_.push_back({place, packets, reordered});
}

/// Only what ended between two samples is told of; duplicates in between may be either state's.
void SequenceCount::end_state(const SequencesCounted& told) {
  if (states_.empty()) begin_state(told.ended_first, 0, 0);
  rise_to(told.ended_highest, told.ended_packets - last_.duplicated, points_.back().reordered);
  if (told.duplicated != last_.duplicated || told.reordered != points_.back().reordered)
    points_.back().exact = false;
}

void SequenceCount::add(const PacketsCounted& counted) {
  if (!counted.sequences || unclear_) {
    unclear_ = true;
    return;
  }
  const auto& told = *counted.sequences;
  const auto packets = counted.packets - told.duplicated;
  const auto known_restarts = states_.empty() ? 0 : static_cast<std::uint32_t>(states_.size() - 1);
  if (told.restarts > known_restarts + 1 || told.restarts < known_restarts) {
    unclear_ = true;
    return;
  }
  if (told.restarts > known_restarts) {
    end_state(told);
    const bool exact = points_.back().exact;
    begin_state(told.first, points_.back().packets, told.reordered);
    points_.back().exact = exact;
  } else if (states_.empty()) {
    begin_state(told.first, 0, told.reordered);
  } else if (states_.size() == 1 && told.first < states_.front().first) {
    states_.front().first = told.first;  // overtaken by what was first at the sample before
    points_.front().place.sequence = told.first == 0 ? 0 : told.first - 1u;
  }
  last_ = {counted.packets, told.duplicated};
  rise_to(told.highest, packets, told.reordered);
}

SequencePlace SequenceCount::before_first() const { return points_.front().place; }

SequencePlace SequenceCount::last() const { return points_.back().place; }

std::vector<SequencePlace> SequenceCount::places() const {
  std::vector<SequencePlace> places;
  places.reserve(points_.size());
  for (const auto& point : points_) places.push_back(point.place);
  return places;
}

std::optional<std::uint64_t> SequenceCount::up_to(const SequencePlace& place) const {
  const auto next = std::ranges::upper_bound(points_, place, {}, &Point::place);
  if (next == points_.begin()) return 0;
  const auto& before = *std::prev(next);
  if (!before.exact) return std::nullopt;
  if (before.place == place || next == points_.end() || next->place.state != place.state)
    return before.packets;
  const auto numbers = next->place.sequence - before.place.sequence;
  const bool without_gap = next->packets - before.packets == numbers;
  if (!without_gap || next->reordered != before.reordered) return std::nullopt;
  return before.packets + (place.sequence - before.place.sequence);
}

}  // namespace canary
