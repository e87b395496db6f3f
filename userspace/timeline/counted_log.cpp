// SPDX-License-Identifier: Apache-2.0
#include "timeline/counted_log.h"

#include <algorithm>

namespace canary {

void CountedLog::push(Instant at, const PacketsCounted& counted) {
  const auto [found, is_new] =
      numbers_.try_emplace(key_of(counted), static_cast<std::uint32_t>(counters_.size()));
  if (is_new) counters_.push_back({&found->first, 0});
  Counter& counter = counters_[found->second];
  const Row row{at.unix_ns,    counted.packets,
                counted.bytes, counted.sequences.value_or(SequencesCounted{}),
                found->second, counted.sequences.has_value()};
  if (!is_new && counter.latest >= std::max(settled_, forgotten_)) {
    rows_[counter.latest - forgotten_] = row;
    return;
  }
  counter.latest = forgotten_ + rows_.size();
  rows_.push_back(row);
}

void CountedLog::forget_before(Instant at, const Tell& forgotten) {
  for (; !rows_.empty() && rows_.front().at_ns < at.unix_ns; ++forgotten_) {
    tell_of(rows_.front(), forgotten);
    rows_.pop_front();
  }
}

std::optional<Instant> CountedLog::first_of_last(std::size_t most) const {
  if (rows_.size() <= most || most == 0) return std::nullopt;
  return Instant{rows_[rows_.size() - most].at_ns};
}

void CountedLog::each(const Tell& tell) const {
  for (const Row& row : rows_) tell_of(row, tell);
}

void CountedLog::tell_of(const Row& row, const Tell& tell) const {
  const auto& [stage, source, destination, spi] = *counters_[row.counter].key;
  PacketsCounted counted{stage, source, destination, spi, row.packets, row.bytes, std::nullopt};
  if (row.has_sequences) counted.sequences = row.sequences;
  tell({row.at_ns}, counted);
}

}  // namespace canary
