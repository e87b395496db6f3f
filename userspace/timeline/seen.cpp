// SPDX-License-Identifier: Apache-2.0
#include "timeline/seen.h"

namespace canary {

Seen::Seen(const NodeTimeline& session) : session_(&session) {
  std::array<std::size_t, kKinds> counts{};
  for (const auto& seen : session.observations) ++counts[seen.what.index()];
  for (std::size_t kind = 0; kind < kKinds; ++kind) by_kind_[kind].reserve(counts[kind]);
  for (const auto& seen : session.observations) by_kind_[seen.what.index()].push_back(&seen);
}

}  // namespace canary
