// SPDX-License-Identifier: Apache-2.0
#include "probe/session_table.h"

namespace canary {

std::uint32_t SessionTable::count(const StampSession& session) {
  const auto found = sessions_.find(session);
  if (found != sessions_.end()) {
    recency_.splice(recency_.begin(), recency_, found->second.recency);
    return found->second.next++;
  }
  if (sessions_.size() >= capacity_ && !recency_.empty()) {
    sessions_.erase(recency_.back());
    recency_.pop_back();
    ++forgotten_;
  }
  recency_.push_front(session);
  sessions_[session] = {1, recency_.begin()};
  return 0;
}

}  // namespace canary
