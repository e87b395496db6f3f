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
  explicit SightReferee(const JudgedPath& path) : of_(path), seen_(path.history) {}

  std::vector<std::string> objections(std::size_t since) {
    check_hooks(since);
    check_encrypted();
    return std::move(objections_);
  }

 private:
  [[nodiscard]] Duration tolerance(Instant from, Instant to) const {
    return tolerance_between(of_.history, from, to);
  }

  void check_hooks(std::size_t since) {
    const Instant first = of_.probes[since].sent, final = of_.probes.back().sent;
    const Span window{first + tolerance(first, first), final - tolerance(final, final)};
    if (window.from >= window.to) return;
    for (const auto place : {of_.path.local, of_.path.remote}) {
      const SimulatedNode& node = of_.history.nodes[place];
      if (!node.records) continue;
      if (seen_.hook_gap(node, window)) object("the evidence has a gap");
      if (is_hit(node, window)) object("lost events can have told of its lost probes");
      if (seen_.hook_missing(node)) object("a hook saw nothing");
    }
  }

  /// Whether a loss that is told without explanation lies where events of this node were lost.
  [[nodiscard]] bool is_hit(const SimulatedNode& node, const Span& window) const {
    if (of_.judged.outages.size() != of_.losses.rows.size()) return false;  // which is told
    for (std::size_t place = 0; place < of_.losses.rows.size(); ++place) {
      const LostInRow& row = of_.losses.rows[place];
      const Instant first = std::max(of_.probes[row.first].sent, window.from);
      const Instant last = std::min(of_.probes[row.last].sent, window.to);
      const Duration exactly = tolerance(first, last);
      const Span felt{first + exactly, last + of_.history.criteria.deadline - exactly};
      if (of_.judged.outages[place].unattributed > 0 && felt.from < felt.to &&
          seen_.events_lost(node, felt))
        return true;
    }
    return false;
  }

  void check_encrypted() {
    if (of_.judged.verdict == Verdict::Unaffected && clear_answers(of_.probes, false).in_clear > 0)
      object("answers went in the clear");
    std::uint64_t from_end = 0;
    for (const ProbeTruth& probe : of_.probes | std::views::reverse) {
      if (std::ranges::any_of(probe.legs, &LegTruth::left_unwatched))
        return object("its ESP left where nobody looks");
      if (probe.outcome != Outcome::Answered) continue;
      if (++from_end <= kProvedAtEnd && !went_encrypted(probe))
        return object("the last answers went in the clear");
      const bool proved = std::ranges::all_of(probe.legs, &LegTruth::seen_encrypted);
      const Span window{probe.sent - kExact, probe.sent + of_.history.criteria.deadline + kExact};
      if (!proved && !went_in_clear(probe) && !seen_.gap(of_.history.nodes[of_.path.local], window))
        return object("an answered probe was not proved");
    }
  }

  void object(const char* why) { objections_.emplace_back(why); }

  JudgedPath of_;
  WhatWasSeen seen_;
  std::vector<std::string> objections_;
};

}  // namespace

std::vector<std::string> object_to_sight(const JudgedPath& path, std::size_t since) {
  return SightReferee(path).objections(since);
}

}  // namespace canary::simulation
