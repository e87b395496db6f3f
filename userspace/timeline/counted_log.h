// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "timeline/carried_facts.h"

namespace canary {

/// Running totals of packets as they were read, oldest first, in 80 bytes each: a node that talks
/// to thousands of others counts as many in each reading.
class CountedLog {
 public:
  using Tell = std::function<void(Instant at, const PacketsCounted& counted)>;

  /// Replaces what was pushed of the same counter since settle().
  void push(Instant at, const PacketsCounted& counted);
  /// A session may begin here: what was pushed until now stays as it is.
  void settle() { settled_ = forgotten_ + rows_.size(); }
  void forget_before(Instant at, const Tell& forgotten);

  static constexpr std::size_t kBytesEach = 80;
  /// When the first of the last `most` was read; nothing where there are no more than these.
  [[nodiscard]] std::optional<Instant> first_of_last(std::size_t most) const;
  void each(const Tell& tell) const;

 private:
  struct Row {
    std::int64_t at_ns;
    std::uint64_t packets, bytes;
    SequencesCounted sequences;
    std::uint32_t counter;
    bool has_sequences;
  };
  static_assert(sizeof(Row) == kBytesEach);
  /// What is the same in all rows of a counter.
  struct Counter {
    const CountedKey* key;
    std::uint64_t latest;  ///< which row, of all that were ever pushed
  };
  void tell_of(const Row& row, const Tell& tell) const;

  std::map<CountedKey, std::uint32_t> numbers_;
  std::vector<Counter> counters_;  ///< by number
  std::deque<Row> rows_;
  std::uint64_t forgotten_ = 0;  ///< rows
  std::uint64_t settled_ = 0;    ///< rows, those that were forgotten included
};

}  // namespace canary
