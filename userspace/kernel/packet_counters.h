// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "bpf/abi.h"
#include "model/observation.h"

namespace canary {

/// Sums the counter tables of all CPUs and tells what has changed since the last call. May be read
/// while packets are counted.
class PacketCounters {
 public:
  /// Running totals of all keys whose packets rose, in the order of their keys.
  std::vector<PacketsCounted> changed(const std::vector<std::span<const canary_counter>>& tables);

  /// Total packets at a stage so far.
  [[nodiscard]] std::uint64_t total(CounterStage stage) const;

 private:
  using Key = std::tuple<CounterStage, std::uint32_t, IpAddress, IpAddress>;
  struct Count {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::optional<SequencesCounted> sequences;
    bool operator==(const Count&) const = default;
  };
  static void add(std::map<Key, Count>& sums, std::span<const canary_counter> table);

  std::map<Key, Count> last_;
};

}  // namespace canary
