// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/span.h"

namespace canary {

/// Spans of time, taken together. Made once, asked often: one question costs O(log n).
class SpanSet {
 public:
  SpanSet() = default;
  explicit SpanSet(std::vector<Span> spans);

  /// Whether any of the spans has a moment in common with `window`, its ends included.
  [[nodiscard]] bool touches(const Span& window) const;

 private:
  std::vector<Span> spans_;  ///< in order, apart from each other
};

}  // namespace canary
