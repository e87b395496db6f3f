// SPDX-License-Identifier: Apache-2.0
#include "reading/xfrm_accounting.h"

#include <algorithm>
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

/// A counter is read, and a drop is timed, a moment after the drop was counted: of those that lie
/// so close to a reading, nobody knows on which side of it they were counted.
constexpr Duration kMoment = std::chrono::milliseconds(1);

/// Drops of one cause that were seen between the readings: surely, and at most.
struct Bracket {
  std::int64_t least = 0, most = 0;
};

/// How far what the kernel counted lies outside of what was seen; negative where it counted more.
std::int64_t outside_of(const Bracket& seen, std::int64_t counted) {
  if (counted > seen.most) return seen.most - counted;
  return std::max<std::int64_t>(seen.least - counted, 0);
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
  std::map<std::string, Bracket> seen_by_cause;
  for (const auto& [cause, by] : account.risen) seen_by_cause[cause];
  for (const auto [at, drop] : seen.of<PacketDropped>()) {
    const auto packets = static_cast<std::int64_t>(drop.packets);
    Bracket& bracket = seen_by_cause[drop.cause];
    if (first->at - kMoment <= at && at <= last->at + kMoment) bracket.most += packets;
    if (first->at + kMoment < at && at < last->at - kMoment) bracket.least += packets;
  }
  for (const auto& [cause, bracket] : seen_by_cause) {
    const auto risen = account.risen.find(cause);
    account.difference[cause] = outside_of(
        bracket, risen == account.risen.end() ? 0 : static_cast<std::int64_t>(risen->second));
  }
  std::erase_if(account.difference, [](const auto& entry) { return entry.second == 0; });
  return account;
}

}  // namespace canary
