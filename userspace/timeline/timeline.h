// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/observation.h"
#include "model/session_header.h"

namespace canary {

/// What one node saw in one session, in the order in which it was pushed. Times are not sorted: the
/// kernel's events come through a ring buffer and may be younger or older than their neighbours.
struct NodeTimeline {
  SessionHeader header;
  std::vector<Observation> observations;
  bool operator==(const NodeTimeline&) const = default;
};

/// What is judged: live it is one node's, offline as many as there are recordings.
struct Timeline {
  std::vector<NodeTimeline> nodes;
  bool operator==(const Timeline&) const = default;
};

}  // namespace canary
