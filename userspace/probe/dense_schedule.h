// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/time.h"

namespace canary {

/// Plans the paths that want to be probed more often than others. However many these are, all of
/// them together get a probe every `apart` at most. Pure: it is told the time.
class DenseSchedule {
 public:
  explicit DenseSchedule(Duration apart) : apart_(apart) {}

  /// Plans a path from `now` on every `interval`, or less often where many want to be.
  void add(std::size_t path, Duration interval, Instant now);
  void remove(std::size_t path);

  /// A path to be probed now, one at a time. A place that was missed is not made up for.
  std::optional<std::size_t> take_due(Instant now);
  /// The time of the next place; nothing while no path wants one.
  [[nodiscard]] std::optional<Instant> next_due() const;

 private:
  struct Wish {
    Duration interval;
    Instant due;
  };
  Duration apart_;
  Instant free_from_;  ///< nobody is probed before
  std::map<std::size_t, Wish> wishes_;
  std::set<std::pair<Instant, std::size_t>> places_;
};

}  // namespace canary
