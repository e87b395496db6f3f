// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/relative_time.h"

#include <fmt/format.h>

namespace canary {

RelativeTime::RelativeTime(const PathReady& ready, const NodeSession& session)
    : against_(session.span.from), what_("the start") {
  if (!ready.of_agent) return;
  against_ = *ready.at;
  what_ = "ready";
}

std::string RelativeTime::tell(Instant at) const {
  if (at < against_) return fmt::format("{} before {}", to_text(against_ - at), what_);
  return fmt::format("{} after {}", to_text(at - against_), what_);
}

}  // namespace canary
