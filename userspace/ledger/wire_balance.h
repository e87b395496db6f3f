// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/sequence_count.h"

namespace canary {

/// What one node sent and another one received of one SPI, held against each other by ESP sequence
/// numbers alone: the nodes may have begun and ended to watch at any time.
///
///   left - left_unwatched = arrived - arrived_unwatched + lost        (different numbers each)
struct WireBalance {
  std::int64_t lost = 0;                ///< negative: more arrived than left
  std::uint64_t left_unwatched = 0;     ///< when the receiver is not known to have watched
  std::uint64_t arrived_unwatched = 0;  ///< when the sender is not known to have
};

/// Over the widest range of numbers that both watched and at whose ends both totals are exactly
/// known; absent where there is none. What began before the receiver's first packet, or came after
/// its last one, was lost or not watched: nothing tells which, so it stays outside.
[[nodiscard]] std::optional<WireBalance> balance_wire(const SequenceCount& left,
                                                      const SequenceCount& arrived);

}  // namespace canary
