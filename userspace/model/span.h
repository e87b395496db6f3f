// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

namespace canary {

/// A time from its first to its last moment.
struct Span {
  Instant from;
  Instant to;
  bool operator==(const Span&) const = default;
};

/// Whether the two have more than a single moment in common.
[[nodiscard]] inline bool overlap(const Span& a, const Span& b) {
  return a.from < b.to && b.from < a.to;
}

}  // namespace canary
