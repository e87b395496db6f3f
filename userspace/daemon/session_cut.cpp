// SPDX-License-Identifier: Apache-2.0
#include "daemon/session_cut.h"

#include <algorithm>

namespace canary {

NodeTimeline cut_transition(const RollingTimeline& remembered, const TransitionWatch::Over& over,
                            Instant now) {
  NodeTimeline cut = remembered.since(over.from);
  cut.observations.push_back({now, cut.header.node, SessionEnded{over.reason}});
  return cut;
}

bool beginning_is_forgotten(const NodeTimeline& cut, const TransitionWatch::Over& over,
                            Duration baseline) {
  return cut.header.started > over.from + baseline;
}

NodeTimeline cut_now(const RollingTimeline& remembered, Instant now) {
  const Criteria& criteria = remembered.header().criteria;
  const Duration often_enough = criteria.interval * (criteria.clean_probes + 1);
  NodeTimeline cut = remembered.since(now - std::max(criteria.settle, often_enough));
  cut.header.criteria.after_upgrade = true;
  cut.observations.push_back({now, cut.header.node, SessionEnded{"settled"}});
  return cut;
}

}  // namespace canary
