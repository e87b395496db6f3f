// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/observation.h"

namespace canary {

/// What is broken before an upgrade begins, so that whoever runs it hears of it in time. It goes by
/// what it is told, long before deadlines are over; the verdict looks again. Pure.
class Baseline {
 public:
  void observe(Instant at, const Observed& what);
  /// The path is probed no longer.
  void forget(Ssid path) { paths_.erase(path); }

  /// A sentence for each encrypted path of which no probe was answered for `patience`, in the order
  /// of the paths.
  [[nodiscard]] std::vector<std::string> troubles(Instant now, Duration patience) const;

 private:
  struct ProbedPath {
    PathAdded path;
    std::uint64_t sent = 0, answered = 0;
    std::uint64_t unanswered = 0;           ///< since the last answer
    std::optional<Instant> silent_since{};  ///< when the first of those was sent
  };
  std::map<Ssid, ProbedPath> paths_;
};

}  // namespace canary
