// SPDX-License-Identifier: Apache-2.0
#include "probe/request_limit.h"

namespace canary {

bool RequestLimit::allows(const IpAddress& sender, const IpAddress& reflector, Instant arrived) {
  constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
  if (const std::int64_t second = arrived.unix_ns / kNanosPerSecond; second != second_) {
    second_ = second;
    requests_.clear();
  }
  const std::pair asking{sender, reflector};
  if (requests_.size() >= kPairs && !requests_.contains(asking)) return true;
  return ++requests_[asking] <= kEachSecond;
}

}  // namespace canary
