// SPDX-License-Identifier: Apache-2.0
#include "probe/replay_guard.h"

#include <algorithm>

namespace canary {

bool ReplayGuard::takes(const IpAddress& sender, const StampRequest& request) {
  auto& timestamps = window_of({sender, request.ssid, request.error_estimate.clock()}).timestamps;
  const auto oldest = std::ranges::min_element(timestamps);
  if (request.timestamp <= *oldest) return false;
  if (std::ranges::find(timestamps, request.timestamp) != timestamps.end()) return false;
  *oldest = request.timestamp;
  return true;
}

ReplayGuard::Window& ReplayGuard::window_of(const Sender& sender) {
  const auto [found, is_new] = windows_.try_emplace(sender);
  if (!is_new) {
    recency_.splice(recency_.begin(), recency_, found->second.recency);
    return found->second;
  }
  recency_.push_front(sender);
  found->second.recency = recency_.begin();
  if (windows_.size() > kRemembered) {
    windows_.erase(recency_.back());
    recency_.pop_back();
  }
  return found->second;
}

}  // namespace canary
