// SPDX-License-Identifier: Apache-2.0
#include "probe/session_table.h"

#include <algorithm>

namespace canary {

std::uint32_t SessionTable::count(const StampSession& session, const StampRequest& request) {
  ++requests_;
  if (const auto found = sessions_.find(session); found != sessions_.end()) {
    Entry& entry = found->second;
    recency_.splice(recency_.begin(), recency_, entry.recency);
    entry.used = requests_;
    if (request.sequence == 0 && request.timestamp > entry.newest) entry.next = 0;
    entry.newest = std::max(entry.newest, request.timestamp);
    return entry.next++;
  }
  make_room_for(session);
  recency_.push_front(session);
  sessions_[session] = {1, request.timestamp, requests_, recency_.begin()};
  return 0;
}

void SessionTable::make_room_for(const StampSession& session) {
  const IpAddress& sender = session.sender.address;
  auto silent_for_longest = sessions_.end();
  std::size_t count = 0;
  // Sessions of one sender's address stand one behind the other.
  for (auto at = sessions_.lower_bound({{sender, 0}, {}, 0});
       at != sessions_.end() && at->first.sender.address == sender; ++at) {
    if (at->first.reflector != session.reflector) continue;
    if (count++ == 0 || at->second.used < silent_for_longest->second.used) silent_for_longest = at;
  }
  if (count >= kOfOnePair)
    forget(silent_for_longest);
  else if (sessions_.size() >= capacity_ && !recency_.empty())
    forget(sessions_.find(recency_.back()));
}

void SessionTable::forget(Sessions::iterator session) {
  recency_.erase(session->second.recency);
  sessions_.erase(session);
  ++forgotten_;
}

}  // namespace canary
