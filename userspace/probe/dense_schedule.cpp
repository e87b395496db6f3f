// SPDX-License-Identifier: Apache-2.0
#include "probe/dense_schedule.h"

#include <algorithm>

namespace canary {

void DenseSchedule::add(std::size_t path, Duration interval, Instant now) {
  const auto [wish, is_new] = wishes_.try_emplace(path, Wish{interval, now});
  wish->second.interval = interval;
  if (!is_new && wish->second.due <= now + interval) return;
  places_.erase({wish->second.due, path});
  wish->second.due = now;
  places_.emplace(now, path);
}

void DenseSchedule::remove(std::size_t path) {
  const auto wish = wishes_.find(path);
  if (wish == wishes_.end()) return;
  places_.erase({wish->second.due, path});
  wishes_.erase(wish);
}

std::optional<Instant> DenseSchedule::next_due() const {
  if (places_.empty()) return std::nullopt;
  return std::max(places_.begin()->first, free_from_);
}

std::optional<std::size_t> DenseSchedule::take_due(Instant now) {
  if (places_.empty() || *next_due() > now) return std::nullopt;
  const std::size_t path = places_.begin()->second;
  places_.erase(places_.begin());
  Wish& wish = wishes_.at(path);
  const Duration fair = apart_ * static_cast<std::int64_t>(wishes_.size());
  wish.due = now + std::max(wish.interval, fair);
  places_.emplace(wish.due, path);
  free_from_ = now + apart_;
  return path;
}

}  // namespace canary
