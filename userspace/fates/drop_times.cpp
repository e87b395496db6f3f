// SPDX-License-Identifier: Apache-2.0
#include "fates/drop_times.h"

#include <algorithm>

#include "fates/drops.h"

namespace canary {

DropTimes::DropTimes(std::span<const NodeSession> sessions, const AddressBook& book) {
  for (const auto& session : sessions) {
    for (const auto [at, drop] : session.seen.of<PacketDropped>()) {
      if (drop.probe) continue;
      const auto* remote = remote_of(drop, book);
      times_[{session.node(), remote ? *remote : NodeName{}}].push_back(at);
    }
  }
  for (auto& [ends, times] : times_) std::ranges::sort(times);
}

bool DropTimes::any(const NodeName& a, const NodeName& b, const Span& window) const {
  const auto dropped_between = [&](const auto& ends) {
    const auto found = times_.find(ends);
    if (found == times_.end()) return false;
    const auto first = std::ranges::lower_bound(found->second, window.from);
    return first != found->second.end() && *first <= window.to;
  };
  return std::ranges::any_of(
      std::initializer_list<std::pair<NodeName, NodeName>>{{a, b}, {a, {}}, {b, a}, {b, {}}},
      dropped_between);
}

}  // namespace canary
