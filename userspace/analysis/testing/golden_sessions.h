// SPDX-License-Identifier: Apache-2.0
// Small whole sessions, from which the recordings in golden/ were written. For tests only.
#pragma once

#include <string>
#include <vector>

#include "timeline/timeline.h"

namespace canary {

/// An upgrade as all nodes recorded it.
struct GoldenSession {
  std::string name;
  Timeline timeline;
};

/// The upgrades of the VM scenarios, as short as they can be told.
[[nodiscard]] std::vector<GoldenSession> golden_sessions();

/// Its name as a test may be called.
[[nodiscard]] std::string test_name_of(const GoldenSession& golden_session);

}  // namespace canary
