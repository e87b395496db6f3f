// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace canary {

struct CounterDemand {
  std::size_t peers = 1;        ///< that are known
  std::size_t peers_later = 0;  ///< at least so many should find room where peers come later
  std::size_t cpus = 1;         ///< possible ones: each has a table of its own
};

/// How many slots the counter table of each CPU has, a power of two: twice what the known peers
/// need, as far as one table can be that large. For those that come later no more is taken than all
/// CPUs together can spare.
std::size_t counter_slots(const CounterDemand& demand);

}  // namespace canary
