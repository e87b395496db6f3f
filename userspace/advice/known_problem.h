// SPDX-License-Identifier: Apache-2.0
// Upgrades that are known to break encrypted traffic, as data: one entry for each problem.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "advice/version.h"
#include "model/finding.h"

namespace canary {

/// Releases from `first` to `last`, both included.
struct VersionRange {
  Version first, last;
  [[nodiscard]] constexpr bool contains(const Version& version) const {
    return first <= version && version <= last;
  }
};

struct KnownProblem {
  std::string_view id;     ///< "cilium-24780"
  std::string_view title;  ///< one sentence: what happens
  Severity severity;       ///< Failure: traffic breaks and stays broken, or leaves in the clear
  std::span<const VersionRange> from;
  std::span<const VersionRange> to;
  std::string_view concerns;  ///< which clusters; empty: all with IPsec
  std::string_view shows_as;  ///< counters, or that none moves
  std::span<const std::string_view> advice;
  std::string_view source;  ///< where it can be read
};

[[nodiscard]] std::span<const KnownProblem> known_problems();

/// Those that an upgrade (or a downgrade) from `from` to `to` runs into, the gravest first.
[[nodiscard]] std::vector<const KnownProblem*> problems_of(const Version& from, const Version& to);

}  // namespace canary
