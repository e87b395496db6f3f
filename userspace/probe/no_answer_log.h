// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "base/time.h"
#include "model/observation.h"

namespace canary {

/// Tells of what came back instead of answers, however much of it comes: each path and reason at
/// once, and then ten times a second at most, with how many came since.
class NoAnswerLog {
 public:
  explicit NoAnswerLog(Observe observe) : observe_(std::move(observe)) {}

  /// `seen` with a count of one.
  void add(Instant at, const NoAnswer& seen);
  void forget(Ssid ssid);

 private:
  struct Told {
    Instant at;
    std::uint64_t since = 0;
  };
  Observe observe_;
  std::map<std::pair<Ssid, NoAnswerReason>, Told> told_;
};

}  // namespace canary
