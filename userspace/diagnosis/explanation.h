// SPDX-License-Identifier: Apache-2.0
// What the functions that explain a drop are given, and what they answer.
#pragma once

#include <string>
#include <vector>

#include "diagnosis/relative_time.h"
#include "diagnosis/xfrm_history.h"
#include "inspection/xfrm_lookup.h"
#include "model/observation.h"

namespace canary {

/// Which state or policy is the reason, and how that is known.
struct Explanation {
  std::string why;  ///< names the entry; stands after "node-b drops ...: "
  std::vector<std::string> evidence;
  std::vector<std::string> advice;      ///< beyond what the cause's guide says
  std::vector<std::string> commands{};  ///< as Finding has them
  bool operator==(const Explanation&) const = default;
};

/// What a drop is explained from.
struct DropContext {
  const PacketDropped& drop;
  const TablesAtTime& tables;
  const XfrmLookup& lookup;
  const RelativeTime& words;
};

/// Writes "was deleted 310 ms after the start", "expired ...".
template <class Entry>
[[nodiscard]] std::string removal_words(const Removed<Entry>& removed, const RelativeTime& words) {
  return (removed.expired ? "expired " : "was deleted ") + words.tell(removed.at);
}

}  // namespace canary
