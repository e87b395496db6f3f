// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "base/ip_address.h"
#include "base/time.h"

namespace canary {

/// Limits the requests from one address to one that are answered in a second, so that whoever
/// floods a reflector does not take the time of all others. Bounded: where more pairs ask within a
/// second than it remembers, those that came last are not limited.
class RequestLimit {
 public:
  /// A canary sends a hundred a second over a path at its densest (`--interval 10ms`).
  static constexpr std::uint32_t kEachSecond = 1000;
  static constexpr std::size_t kPairs = 16384;

  /// Tells whether one more, which arrived then, is within the limit.
  [[nodiscard]] bool allows(const IpAddress& sender, const IpAddress& reflector, Instant arrived);

 private:
  std::int64_t second_ = 0;
  std::map<std::pair<IpAddress, IpAddress>, std::uint32_t> requests_;  ///< in this second
};

}  // namespace canary
