// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/observation.h"

namespace canary {

/// A place among the ESP sequence numbers of one SPI between two outer addresses: of the states
/// that followed each other, the how manieth, and its number without wrapping at 32 bits.
struct SequencePlace {
  std::uint32_t state = 0;
  std::uint64_t sequence = 0;
  auto operator<=>(const SequencePlace&) const = default;
};

/// How many different packets a node counted at one stage, asked by sequence number instead of by
/// time: from the running totals that were sampled, each of which stands at a number.
class SequenceCount {
 public:
  /// Takes the totals in the order of time.
  void add(const PacketsCounted& counted);

  /// False where numbers were not told, or too many states came and went between two samples.
  [[nodiscard]] bool known() const { return !unclear_ && !states_.empty(); }
  /// Numbers of the first and the last packet of each state, in order. The first number of all is
  /// as it was told: a state that has wrapped already begins with its low 32 bits.
  struct State {
    std::uint64_t first = 0, highest = 0;
  };
  [[nodiscard]] const std::vector<State>& states() const { return states_; }
  [[nodiscard]] SequencePlace before_first() const;
  [[nodiscard]] SequencePlace last() const;

  /// Places at which a total is known, in order.
  [[nodiscard]] std::vector<SequencePlace> places() const;
  /// Packets up to and with `place`; absent where it is not exactly known: between two samples of
  /// which the second one has gaps behind it, or where numbers were overtaken.
  [[nodiscard]] std::optional<std::uint64_t> up_to(const SequencePlace& place) const;

  /// Packets with a number of their own, and those that had one again.
  [[nodiscard]] std::uint64_t packets() const { return last_.packets - last_.duplicated; }
  [[nodiscard]] std::uint64_t duplicated() const { return last_.duplicated; }

 private:
  struct Point {
    SequencePlace place;
    std::uint64_t packets = 0;
    std::uint64_t reordered = 0;
    bool exact = true;  ///< false: what was seen later had lower numbers
  };
  struct Total {
    std::uint64_t packets = 0, duplicated = 0;
  };
  void begin_state(std::uint32_t first, std::uint64_t packets, std::uint64_t reordered);
  void rise_to(std::uint32_t highest, std::uint64_t packets, std::uint64_t reordered);
  void end_state(const SequencesCounted& told);

  std::vector<State> states_;
  std::vector<Point> points_;
  Total last_;
  bool unclear_ = false;
};

}  // namespace canary
