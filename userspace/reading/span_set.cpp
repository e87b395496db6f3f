// SPDX-License-Identifier: Apache-2.0
#include "reading/span_set.h"

#include <algorithm>

namespace canary {

SpanSet::SpanSet(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::from);
  for (const auto& span : spans) {
    if (!spans_.empty() && span.from <= spans_.back().to)
      spans_.back().to = std::max(spans_.back().to, span.to);
    else
      spans_.push_back(span);
  }
}

bool SpanSet::touches(const Span& window) const {
  const auto first_that_ends_after = std::ranges::lower_bound(spans_, window.from, {}, &Span::to);
  return first_that_ends_after != spans_.end() && first_that_ends_after->from <= window.to;
}

}  // namespace canary
