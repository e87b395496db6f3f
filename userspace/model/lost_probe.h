// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "model/path.h"

namespace canary {

/// A probe that was lost, and whose fate its own node's evidence does not tell.
struct LostProbe {
  NodeName remote;  ///< whom it was sent to
  ProbeKey key;
  Instant sent;
  bool operator==(const LostProbe&) const = default;
};

}  // namespace canary
