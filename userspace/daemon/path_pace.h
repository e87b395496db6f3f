// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "base/time.h"
#include "model/observation.h"
#include "watch/path_watch.h"

namespace canary {

/// Whether the probes of each path come back, and how densely it is probed because of that. Pure:
/// it is told the time.
class PathPace {
 public:
  /// Takes what was seen of probes, and returns when the paths must be looked at because of it.
  [[nodiscard]] std::optional<Instant> observe(Instant at, const Observed& what);
  /// Returns whether one of these paths was as usual until now: then they must be looked at.
  [[nodiscard]] bool suspect(const std::set<Ssid>& paths);
  /// Returns the paths whose state has changed since the last look.
  [[nodiscard]] std::vector<PathWatch::Change> look(Instant now) { return watch_.advance(now); }
  /// When the next probe is overdue; nothing while none waits for its reply.
  [[nodiscard]] std::optional<Instant> next_overdue() const { return watch_.next_overdue(); }
  void forget(Ssid path) { watch_.forget(path); }

  /// From one dense probe of this path to the next; nothing: it is probed as usual.
  [[nodiscard]] std::optional<Duration> dense_interval(Ssid path, bool transition_open) const;

 private:
  PathWatch watch_;
};

}  // namespace canary
