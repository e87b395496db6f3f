// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/observation.h"
#include "model/session_header.h"

namespace canary {

/// What one node saw in one session, in the order in which it was pushed. Times are not sorted: the
/// kernel's events come through a ring buffer and may be younger or older than their neighbours.
struct NodeTimeline {
  SessionHeader header;
  std::vector<Observation> observations;
  std::string source{};  ///< for people: the file that it was read from; empty while it is recorded
  bool operator==(const NodeTimeline&) const = default;
};

/// A recording, or what was offered as one, that must not be judged.
struct RefusedEvidence {
  NodeName node;    ///< empty where it does not tell
  std::string why;  ///< one sentence that names the source: "b.jsonl:1: is no recording ..."
  bool operator==(const RefusedEvidence&) const = default;
};

/// What is judged: live it is one node's, offline as many as there are recordings.
struct Timeline {
  std::vector<NodeTimeline> nodes;
  std::vector<RefusedEvidence> refused{};  ///< before: the judgement tells of it
  bool operator==(const Timeline&) const = default;
};

}  // namespace canary
