// SPDX-License-Identifier: Apache-2.0
#include "simulation/sight_referee.h"

#include <algorithm>
#include <ranges>

#include "simulation/clear_answers.h"
#include "simulation/what_was_seen.h"

namespace canary::simulation {
namespace {

class SightReferee {
 public:
  SightReferee(const History& history, const SimulatedPath& path,
               const std::vector<ProbeTruth>& probes, const TrueLosses& losses,
               const PathJudgement& judged)
      : history_(history),
        path_(path),
        probes_(probes),
        losses_(losses),
        judged_(judged),
        seen_(history) {}

  std::vector<std::string> objections(std::size_t since) {
    check_hooks(since);
    check_encrypted();
    return std::move(objections_);
  }

 private:
  [[nodiscard]] Duration tolerance(Instant from, Instant to) const {
    return tolerance_between(history_, from, to);
  }

  void check_hooks(std::size_t since) {
    const Instant first = probes_[since].sent, final = probes_.back().sent;
    const Span window{first + tolerance(first, first), final - tolerance(final, final)};
    if (window.from >= window.to) return;
    for (const auto place : {path_.local, path_.remote}) {
      const SimulatedNode& node = history_.nodes[place];
      if (!node.records) continue;
      if (seen_.hook_gap(node, window)) object("the evidence has a gap");
      if (is_hit(node, window)) object("lost events can have told of its lost probes");
      if (seen_.hook_missing(node)) object("a hook saw nothing");
    }
  }

  /// Whether a loss that is told without explanation lies where events of this node were lost.
  [[nodiscard]] bool is_hit(const SimulatedNode& node, const Span& window) const {
    if (judged_.outages.size() != losses_.rows.size()) return false;  // which is told
    for (std::size_t place = 0; place < losses_.rows.size(); ++place) {
      const LostInRow& row = losses_.rows[place];
      const Instant first = std::max(probes_[row.first].sent, window.from);
      const Instant last = std::min(probes_[row.last].sent, window.to);
      const Duration exactly = tolerance(first, last);
      const Span felt{first + exactly, last + history_.criteria.deadline - exactly};
      if (judged_.outages[place].unattributed > 0 && felt.from < felt.to &&
          seen_.events_lost(node, felt))
        return true;
    }
    return false;
  }

  void check_encrypted() {
    if (judged_.verdict == Verdict::Unaffected && clear_answers(probes_, false).in_clear > 0)
      object("answers went in the clear");
    std::uint64_t from_end = 0;
    for (const ProbeTruth& probe : probes_ | std::views::reverse) {
      if (std::ranges::any_of(probe.legs, &LegTruth::left_unwatched))
        return object("its ESP left where nobody looks");
      if (probe.outcome != Outcome::Answered) continue;
      if (++from_end <= kProvedAtEnd && !went_encrypted(probe))
        return object("the last answers went in the clear");
      const bool proved = std::ranges::all_of(probe.legs, &LegTruth::seen_encrypted);
      const Span window{probe.sent - kExact, probe.sent + history_.criteria.deadline + kExact};
      if (!proved && !went_in_clear(probe) && !seen_.gap(history_.nodes[path_.local], window))
        return object("an answered probe was not proved");
    }
  }

  void object(const char* why) { objections_.emplace_back(why); }

  const History& history_;
  const SimulatedPath& path_;
  const std::vector<ProbeTruth>& probes_;
  const TrueLosses& losses_;
  const PathJudgement& judged_;
  WhatWasSeen seen_;
  std::vector<std::string> objections_;
};

}  // namespace

std::vector<std::string> object_to_sight(const History& history, const SimulatedPath& path,
                                         const std::vector<ProbeTruth>& probes,
                                         const TrueLosses& losses, const PathJudgement& judged,
                                         std::size_t since) {
  return SightReferee(history, path, probes, losses, judged).objections(since);
}

}  // namespace canary::simulation
