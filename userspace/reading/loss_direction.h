// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reading/probe_results.h"

namespace canary {

/// How many of the lost probes of a path died on either way, as far as it is known.
struct DirectionalLoss {
  std::uint64_t forward = 0;  ///< the reflector never had the request
  std::uint64_t back = 0;     ///< the reflector answered, the reply was lost
  bool operator==(const DirectionalLoss&) const = default;
};

/// Whether the reflector numbers its answers as the sender numbers its probes: it does not count
/// what it received (stateless, RFC 8762, 4.3). Of a few answers nobody can tell, and of a session
/// that began with number 0 (versions before 0.2.0) neither.
[[nodiscard]] bool is_stateless(const PathProbes& path);

/// Reads it off the reflector's own sequence numbers, which count what it received (stateful
/// reflector, RFC 8762, 4.3). Exact for every gap that answers bound on both sides; what else was
/// lost stands in neither count. Answers are a bound only where all before them came earlier and
/// all after them later to the reflector as well, so that reordering cannot shift a loss into
/// another gap:
///
///   sent       1   2   3   4   5   6
///   reflected  0   1           3   4      -> of 3 and 4 one request arrived (number 2)
///
/// A number that falls by more than reordering explains is a reflector that restarted: the gap
/// around it is unknown. Of a stateless reflector nothing is known.
[[nodiscard]] DirectionalLoss loss_by_direction(const PathProbes& path);

}  // namespace canary
