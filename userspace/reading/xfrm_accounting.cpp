// SPDX-License-Identifier: Apache-2.0
#include "reading/xfrm_accounting.h"

#include <optional>

namespace canary {
namespace {

struct Readings {
  const Observation* first = nullptr;
  const Observation* last = nullptr;
};

Readings find_readings(const Seen& seen) {
  Readings readings;
  for (const auto* read : seen.whole<XfrmStatRead>()) {
    if (readings.first == nullptr || read->at < readings.first->at) readings.first = read;
    if (readings.last == nullptr || read->at >= readings.last->at) readings.last = read;
  }
  return readings;
}

}  // namespace

XfrmAccount account_for_drops(const Seen& seen) {
  XfrmAccount account;
  const auto [first, last] = find_readings(seen);
  if (first == nullptr || first == last) return account;
  const auto& before = std::get<XfrmStatRead>(first->what).counters;
  for (const auto& [cause, value] : std::get<XfrmStatRead>(last->what).counters) {
    const auto found = before.find(cause);
    const auto start = found == before.end() ? 0 : found->second;
    if (value > start) account.risen[cause] = value - start;
  }
  for (const auto& [cause, by] : account.risen)
    account.difference[cause] -= static_cast<std::int64_t>(by);
  for (const auto [at, drop] : seen.of<PacketDropped>())
    if (first->at <= at && at <= last->at)
      account.difference[drop.cause] += static_cast<std::int64_t>(drop.packets);
  std::erase_if(account.difference, [](const auto& entry) { return entry.second == 0; });
  return account;
}

}  // namespace canary
