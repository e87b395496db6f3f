// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "reading/node_session.h"

namespace canary {

/// Tells times of one path against when its agents were ready, for people.
class RelativeTime {
 public:
  RelativeTime(const PathReady& ready, const NodeSession& session);

  /// Writes "12.40 s before ready", "600 ms after ready"; without a transition "310 ms after the
  /// start".
  [[nodiscard]] std::string tell(Instant at) const;

 private:
  Instant against_;
  std::string_view what_;
};

}  // namespace canary
