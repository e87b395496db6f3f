// SPDX-License-Identifier: Apache-2.0
#include "probe/no_answer_log.h"

#include <chrono>

namespace canary {
namespace {

constexpr Duration kSeldom = std::chrono::milliseconds(100);

}  // namespace

void NoAnswerLog::add(Instant at, const NoAnswer& seen) {
  const auto [entry, is_new] = told_.try_emplace({seen.ssid, seen.reason}, Told{at, 0});
  Told& told = entry->second;
  ++told.since;
  if (!is_new && at - told.at < kSeldom) return;
  NoAnswer telling = seen;
  telling.count = told.since;
  told = {at, 0};
  observe_(at, telling);
}

void NoAnswerLog::forget(Ssid ssid) {
  std::erase_if(told_, [ssid](const auto& entry) { return entry.first.first == ssid; });
}

}  // namespace canary
