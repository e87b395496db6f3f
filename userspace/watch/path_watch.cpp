// SPDX-License-Identifier: Apache-2.0
#include "watch/path_watch.h"

#include <algorithm>

namespace canary {
namespace {

constexpr std::uint32_t kOverdueAreOut = 3;
constexpr std::uint32_t kAnsweredAreUsual = 5;
/// A reply takes at most so many times what the slowest one lately took, or this.
constexpr int kTimesSlower = 4;
constexpr Duration kLeastPatience = std::chrono::milliseconds(60);

}  // namespace

Duration PathWatch::patience(const PathState& path) {
  return std::max(kLeastPatience, path.usual_rtt * kTimesSlower);
}

PathWatch::PathState& PathWatch::path_of(Ssid ssid) {
  if (ssid >= paths_.size()) paths_.resize(ssid + 1u);
  auto& path = paths_[ssid];
  return path ? *path : path.emplace();
}

Instant PathWatch::sent(Ssid ssid, std::uint32_t sequence, Instant at) {
  PathState& path = path_of(ssid);
  path.waiting.emplace_back(sequence, at);
  busy_.insert(ssid);
  return at + patience(path);
}

void PathWatch::answered(Ssid ssid, std::uint32_t sequence, Duration rtt) {
  PathState& path = path_of(ssid);
  const auto found =
      std::ranges::find(path.waiting, sequence, &std::pair<std::uint32_t, Instant>::first);
  // A sudden slow one counts at once, and is forgotten slowly.
  path.usual_rtt = std::max(rtt, path.usual_rtt - path.usual_rtt / 16);
  if (found == path.waiting.end()) return;  // it was overdue
  path.waiting.erase(found);
  path.overdue_in_a_row = 0;
  if (path.state == State::Usual || ++path.answered_in_a_row < kAnsweredAreUsual) return;
  enter(path, State::Usual);
}

bool PathWatch::suspect(Ssid ssid) {
  if (!knows(ssid) || paths_[ssid]->state != State::Usual) return false;
  enter(*paths_[ssid], State::Suspected);
  busy_.insert(ssid);
  return true;
}

void PathWatch::forget(Ssid ssid) {
  if (!knows(ssid)) return;
  paths_[ssid].reset();
  busy_.erase(ssid);
}

void PathWatch::enter(PathState& path, State state) {
  path.state = state;
  path.answered_in_a_row = 0;
}

std::optional<Instant> PathWatch::overdue_at(const PathState& path) {
  if (path.waiting.empty()) return std::nullopt;
  return path.waiting.front().second + patience(path);
}

void PathWatch::count_overdue(PathState& path, Instant now) {
  for (auto overdue = overdue_at(path); overdue && *overdue <= now; overdue = overdue_at(path)) {
    path.answered_in_a_row = 0;
    if (path.overdue_in_a_row++ == 0) path.first_overdue = path.waiting.front().second;
    path.waiting.erase(path.waiting.begin());
    if (path.state == State::Usual) enter(path, State::Suspected);
    if (path.state == State::Suspected && path.overdue_in_a_row >= kOverdueAreOut)
      enter(path, State::Out);
  }
}

std::vector<PathWatch::Change> PathWatch::advance(Instant now) {
  std::vector<Change> changes;
  std::erase_if(busy_, [&](Ssid ssid) {
    PathState& path = path_of(ssid);
    count_overdue(path, now);
    if (path.state != path.told)
      changes.push_back({ssid, path.state, path.state == State::Out ? path.first_overdue : now});
    path.told = path.state;
    return path.waiting.empty();
  });
  return changes;
}

std::optional<Instant> PathWatch::next_overdue() const {
  std::optional<Instant> next;
  for (const Ssid ssid : busy_) {
    const auto overdue = overdue_at(*paths_[ssid]);
    if (overdue && (!next || *overdue < *next)) next = overdue;
  }
  return next;
}

}  // namespace canary
