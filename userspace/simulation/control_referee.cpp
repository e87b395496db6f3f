// SPDX-License-Identifier: Apache-2.0
#include "simulation/control_referee.h"

#include <algorithm>

#include "simulation/losses.h"
#include "simulation/what_was_seen.h"

namespace canary::simulation {
namespace {

/// Fewer lost probes are chance.
constexpr std::size_t kManyLost = 3;

using Probes = std::vector<ProbeTruth>;

std::vector<LostInRow> long_rows(const History& history, const Probes& probes) {
  auto rows = true_losses(probes, history.criteria.clean_probes).rows;
  std::erase_if(rows, [](const LostInRow& row) { return row.probes.size() < kManyLost; });
  return rows;
}

Span span_of(const LostInRow& row, const Probes& probes) {
  return {probes[row.first].sent, probes[row.last].sent};
}

/// Of an encrypted path and one control path beside it. Rows overlap surely, or as far as times are
/// known.
struct Beside {
  bool surely = false, perhaps = false;
  std::size_t lost = 0, lost_clear = 0, seen_clear = 0;  ///< of the control path, perhaps
};

class ControlReferee {
 public:
  ControlReferee(const History& history, const Truth& truth, std::size_t place)
      : history_(history), path_(history.paths[place]), probes_(truth.paths[place]) {
    for (std::size_t other = 0; other < history.paths.size(); ++other) {
      const SimulatedPath& control = history.paths[other];
      if (control.kind != PathKind::Control || !history.nodes[control.local].records) continue;
      if (std::minmax(control.local, control.remote) != std::minmax(path_.local, path_.remote))
        continue;
      compare(truth.paths[other]);
    }
    for (const ProbeTruth& probe : probes_) note_drops(probe);
  }

  [[nodiscard]] bool may_clear() const {
    return !history_.encrypts_nodes && !dropped_surely_ &&
           std::ranges::any_of(beside_, [](const Beside& beside) {
             return beside.perhaps && beside.lost_clear > 0;
           });
  }
  [[nodiscard]] bool must_clear() const {
    const auto is_plain = [](const Beside& beside) {
      return !beside.perhaps || beside.seen_clear == beside.lost;
    };
    return !history_.encrypts_nodes && !dropped_perhaps_ &&
           std::ranges::all_of(beside_, is_plain) && std::ranges::any_of(beside_, &Beside::surely);
  }

 private:
  void compare(const Probes& control) {
    Beside beside;
    const auto control_rows = long_rows(history_, control);
    for (const LostInRow& other : control_rows) {
      bool meets = false;
      for (const LostInRow& row : long_rows(history_, probes_))
        meets |= compare(row, span_of(other, control), beside);
      if (meets) count(other, control, beside);
    }
    beside_.push_back(beside);
  }

  /// Whether the row lies beside that span, perhaps.
  bool compare(const LostInRow& row, const Span& other, Beside& beside) const {
    const Span span = span_of(row, probes_);
    const Duration apart =
        tolerance_between(history_, std::min(span.from, other.from), std::max(span.to, other.to));
    if (span.from > other.to + apart || other.from > span.to + apart) return false;
    const bool surely = span.from + apart <= other.to && other.from + apart <= span.to;
    beside.perhaps = true;
    beside.surely |= surely;
    return true;
  }

  void note_drops(const ProbeTruth& probe) {
    const auto takes = [](const Death& death) { return death.of_xfrm; };
    if (probe.outcome != Outcome::Lost || probe.deaths.empty()) return;
    dropped_perhaps_ |= std::ranges::any_of(probe.deaths, takes);
    dropped_surely_ |=
        std::ranges::all_of(probe.deaths, takes) && WhatWasSeen(history_).fate(path_, probe);
  }

  static void count(const LostInRow& row, const Probes& control, Beside& beside) {
    for (const auto place : row.probes) {
      const LegTruth& request = control[place].leg(ProbeLeg::Request);
      ++beside.lost;
      beside.lost_clear += request.went_clear ? 1 : 0;
      beside.seen_clear += request.seen_clear_in_time ? 1 : 0;
    }
  }

  const History& history_;
  const SimulatedPath& path_;
  const Probes& probes_;
  std::vector<Beside> beside_;
  bool dropped_surely_ = false, dropped_perhaps_ = false;  ///< by XFRM, on the encrypted path
};

}  // namespace

std::vector<std::string> object_to_what_control_told(const History& history, const Truth& truth,
                                                     std::size_t place,
                                                     const PathJudgement& judged) {
  const ControlReferee referee(history, truth, place);
  const bool told = judged.reason.find("so it is not IPsec") != std::string::npos;
  if (told && !referee.may_clear())
    return {"it is told not to be IPsec (" + judged.reason + "), and no control path shows that"};
  if (!told && referee.must_clear())
    return {"it is not told not to be IPsec (" + judged.reason + "), and a control path shows it"};
  return {};
}

}  // namespace canary::simulation
