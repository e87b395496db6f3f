// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace canary {

/// Packets of one SPI from `local` to `remote`. Counts that no evidence reached are absent. Where
/// the evidence is whole:
///
///   encrypted = left + lost_before_wire + in_flight
///   left - left_unwatched = arrived - duplicated - arrived_unwatched + lost_on_wire
///   arrived = decrypted + dropped on arrival + in_flight
struct LedgerRow {
  std::string local;   ///< node name, else outer source address
  std::string remote;  ///< node name, else outer destination address
  std::uint32_t spi = 0;
  std::string outer;  ///< "0.0.0.0 -> 10.0.0.0", as in the packet when XFRM had or got it
  std::optional<std::uint64_t> encrypted, left, arrived, decrypted;
  std::map<std::string, std::uint64_t> dropped;  ///< by cause
  std::uint64_t dropped_on_arrival = 0;          ///< of them: before they were decrypted
  std::optional<std::uint64_t> lost_before_wire, lost_on_wire;
  std::uint64_t duplicated = 0;  ///< arrived once more
  /// What one end counted while the other one is not known to have watched.
  std::optional<std::uint64_t> left_unwatched, arrived_unwatched;
  /// On their way between two counts when these began or ended.
  std::int64_t in_flight = 0;
  /// What is over (or, negative, missing), in all and by place: "sender", "wire", "receiver".
  std::int64_t unbalanced = 0;
  std::map<std::string, std::int64_t> unbalanced_at;
  bool operator==(const LedgerRow&) const = default;
};

}  // namespace canary
