// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/path.h"

namespace canary {

/// Says of each path as soon as it can whether its probes still come back: long before the deadline
/// of a probe, so that nobody may call a probe lost on its word. Pure.
///
///     usual -- a probe is overdue, or somebody suspects it --> suspected (probe it densely)
///     suspected -- three in a row overdue --> out;  five in a row answered --> usual
///     out -- five in a row answered --> usual
class PathWatch {
 public:
  enum class State : std::uint8_t { Usual, Suspected, Out };

  /// Takes note of a probe that was sent, and returns when it is overdue.
  Instant sent(Ssid ssid, std::uint32_t sequence, Instant at);
  void answered(Ssid ssid, std::uint32_t sequence, Duration rtt);
  /// Takes note of something that may concern the path: a drop, a state that went. Returns whether
  /// that is news, of which advance() tells.
  bool suspect(Ssid ssid);
  void forget(Ssid ssid);

  struct Change {
    Ssid ssid = 0;
    State state = State::Usual;
    Instant since;  ///< of Out: when the first of the overdue probes was sent
    bool operator==(const Change&) const = default;
  };
  /// Returns what has changed since the last call.
  std::vector<Change> advance(Instant now);
  /// When the next probe is overdue if nothing is answered until then: before that, only answers
  /// change anything. Nothing while no probe waits.
  [[nodiscard]] std::optional<Instant> next_overdue() const;
  /// The state that advance() told of this path last.
  [[nodiscard]] State told(Ssid ssid) const {
    return knows(ssid) ? paths_[ssid]->told : State::Usual;
  }

 private:
  struct PathState {
    State state = State::Usual;
    State told = State::Usual;
    std::vector<std::pair<std::uint32_t, Instant>> waiting;  ///< unanswered, not yet overdue
    std::uint32_t overdue_in_a_row = 0, answered_in_a_row = 0;
    Instant first_overdue;
    Duration usual_rtt{};  ///< of the slowest lately
  };
  [[nodiscard]] static Duration patience(const PathState& path);
  static void enter(PathState& path, State state);
  /// When the first probe that waits is overdue; nothing while none waits.
  [[nodiscard]] static std::optional<Instant> overdue_at(const PathState& path);
  static void count_overdue(PathState& path, Instant now);

  [[nodiscard]] PathState& path_of(Ssid ssid);
  [[nodiscard]] bool knows(Ssid ssid) const { return ssid < paths_.size() && paths_[ssid]; }

  std::vector<std::optional<PathState>> paths_;  ///< by SSID
  std::set<Ssid> busy_;                          ///< those that wait, and suspects not yet told of
};

}  // namespace canary
