// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/path.h"

namespace canary {

/// When a state or policy was missing before traffic was clean: it went, came, or went and came
/// again.
struct EntryAbsence {
  NodeName node;
  std::string entry;  ///< "state 10.0.0.200 -> 10.0.1.200 SPI 0x3 mark ...", "policy out ..."
  std::optional<Instant> removed;  ///< the last time
  std::optional<Instant> added;    ///< and then, or without having gone
  bool operator==(const EntryAbsence&) const = default;
};

/// The three clocks of a path that had an outage.
struct PathClocks {
  std::optional<Instant> ready;      ///< the later agent's; absent where none was seen to get ready
  std::optional<Instant> installed;  ///< last change of an entry for the peer before `clean`
  std::optional<Instant> clean;      ///< first clean probe; absent where the outage goes on
  std::vector<EntryAbsence> absences;  ///< at most 20 of each node
  bool operator==(const PathClocks&) const = default;
};

}  // namespace canary
