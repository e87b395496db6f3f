// SPDX-License-Identifier: Apache-2.0
#include "simulation/verdict_referee.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulation/agent_polls.h"
#include "simulation/clear_answers.h"
#include "simulation/sight_referee.h"
#include "simulation/what_was_seen.h"

namespace canary::simulation {
namespace {

/// When both ends are ready, as far as they recorded.
struct TrueReady {
  std::optional<Instant> at;
  bool down = false;
};

/// Its request came through, and the canary at the other end did not answer.
bool takes_the_canary(const Death& death) {
  return death.stage == Stage::ReceiverSocket && death.leg == ProbeLeg::Request &&
         (death.cause.empty() || death.cause.starts_with("NO_SOCKET"));
}

bool takes_xfrm(const Death& death) { return death.of_xfrm || death.stage == Stage::SenderUplink; }

class VerdictReferee {
 public:
  explicit VerdictReferee(const JudgedPath& path)
      : of_(path), seen_(path.history), ready_(find_ready()) {
    if (path.path.kind == PathKind::Control) return;
    clear_ = clear_answers(path.probes, false);
    seen_clear_ = clear_answers(path.probes, true);
  }

  std::vector<std::string> objections() {
    switch (of_.judged.verdict) {
      case Verdict::Unaffected:
      case Verdict::Recovered:
        check_positive();
        break;
      case Verdict::NotRecovered:
        if (!may_be_broken() && !may_end_in_clear())
          object("nothing was lost that counts when it should be over");
        break;
      case Verdict::Inconclusive:
        if (all_was_seen() && !may_be_broken() && !may_end_in_clear())
          object("all was seen, and traffic was fine in time");
        if (ends_in_clear()) object("it was seen in the clear when it should be over");
        if (all_looked() && is_broken(&VerdictReferee::is_not_the_canarys))
          object("all was seen, and traffic was lost when it should be over");
        break;
    }
    return std::move(objections_);
  }

 private:
  void object(std::string_view why) {
    objections_.push_back(
        fmt::format("{} ({}), but {}", to_text(of_.judged.verdict), of_.judged.reason, why));
  }

  [[nodiscard]] TrueReady find_ready() const {
    TrueReady ready;
    for (const auto place : {of_.path.local, of_.path.remote}) {
      const SimulatedNode& node = of_.history.nodes[place];
      if (!node.records) continue;
      const auto polls = agent_polls(node, of_.history.criteria.agent_interval);
      const auto at =
          of_.history.criteria.after_upgrade ? std::optional(node.session.from) : polls.ready;
      if (at && (!ready.at || *ready.at < *at)) ready.at = at;
      ready.down = ready.down || (!at && polls.gone);
    }
    if (ready.down) ready.at.reset();
    return ready;
  }

  [[nodiscard]] const SimulatedNode& prober() const { return of_.history.nodes[of_.path.local]; }
  [[nodiscard]] std::optional<Instant> limit() const {
    if (!ready_.at) return std::nullopt;
    return *ready_.at + of_.history.criteria.recover_within;
  }

  /// Whether a verdict must, or may, rest on this row.
  [[nodiscard]] bool counts(const LostInRow& row) const {
    if (row.probes.size() >= of_.history.criteria.clean_probes) return true;
    if (of_.losses.troubles[row.trouble].lost >= std::size_t{2} * of_.history.criteria.clean_probes)
      return true;
    return std::ranges::any_of(row.probes, [&](std::size_t place) {
      const ProbeTruth& probe = of_.probes[place];
      return seen_.fate(of_.path, probe) && !probe.deaths.empty() &&
             std::ranges::all_of(probe.deaths, takes_xfrm);
    });
  }
  [[nodiscard]] bool may_count(const LostInRow& row) const {
    return counts(row) || std::ranges::any_of(row.probes, [&](std::size_t place) {
             const ProbeTruth& probe = of_.probes[place];
             // A loss that nobody explains counts where XFRM dropped something beside it.
             return !seen_.fate(of_.path, probe) || std::ranges::any_of(probe.deaths, takes_xfrm);
           });
  }

  [[nodiscard]] Duration tolerance(Instant from, Instant to) const {
    return tolerance_between(of_.history, from, to);
  }
  [[nodiscard]] Duration at_ready() const { return tolerance(*ready_.at, *ready_.at); }

  [[nodiscard]] Instant last_felt(const LostInRow& row) const {
    const TrueTrouble& trouble = of_.losses.troubles[row.trouble];
    return of_.probes[trouble.ended ? trouble.last : row.last].sent;
  }
  /// By how much a row was felt behind the limit; negative where it was over before.
  [[nodiscard]] std::optional<Duration> felt_behind_limit(const LostInRow& row) const {
    if (!limit()) return std::nullopt;
    return last_felt(row) - *limit();
  }
  [[nodiscard]] Duration tolerance_of(const LostInRow& row) const {
    return tolerance(*ready_.at, last_felt(row));
  }
  [[nodiscard]] bool open(const LostInRow& row) const {
    return !of_.losses.troubles[row.trouble].ended;
  }

  [[nodiscard]] bool is_any(const LostInRow&) const { return true; }
  [[nodiscard]] bool is_not_the_canarys(const LostInRow& row) const {
    return std::ranges::any_of(row.probes, [&](std::size_t place) {
      return !std::ranges::all_of(of_.probes[place].deaths, takes_the_canary);
    });
  }

  /// Whether a verdict must say so, of rows of this kind.
  [[nodiscard]] bool is_broken(bool (VerdictReferee::*kind)(const LostInRow&)
                                   const = &VerdictReferee::is_any) const {
    return std::ranges::any_of(of_.losses.rows, [&](const LostInRow& row) {
      if (!counts(row) || !(this->*kind)(row)) return false;
      if (const auto late = felt_behind_limit(row); late && *late > tolerance_of(row)) return true;
      if (!open(row)) return false;
      if (of_.losses.troubles[row.trouble].answered_after > 0) return false;
      return !limit() || of_.history.criteria.after_upgrade ||
             prober().session.to >= *limit() + tolerance(*ready_.at, prober().session.to);
    });
  }
  /// Whether a verdict may say so.
  [[nodiscard]] bool may_be_broken() const {
    return std::ranges::any_of(of_.losses.rows, [&](const LostInRow& row) {
      if (!may_count(row)) return false;
      const auto late = felt_behind_limit(row);
      return open(row) || (late && *late > -tolerance_of(row));
    });
  }

  /// Whether answers were seen in the clear when they must no longer be.
  [[nodiscard]] bool ends_in_clear() const {
    if (!seen_clear_.last) return false;
    const Instant last = *seen_clear_.last;
    if (stood_still(of_.history, {last, last + of_.history.criteria.deadline}) > Duration{0})
      return false;
    if (limit() && last - *limit() > tolerance(*ready_.at, last)) return true;
    if (seen_clear_.answered_since > 0) return false;
    return !limit() || of_.history.criteria.after_upgrade ||
           prober().session.to >= *limit() + tolerance(*ready_.at, prober().session.to);
  }
  /// Whether answers went in the clear when they perhaps must no longer.
  [[nodiscard]] bool may_end_in_clear() const {
    if (!clear_.last) return false;
    if (clear_.answered_since < of_.history.criteria.clean_probes) return true;
    return limit() && *clear_.last - *limit() > -tolerance(*ready_.at, *clear_.last);
  }

  /// Whether what this node was blind for can have hit none of the path's probes: some of what was
  /// seen was lost, but they were all answered, and proved.
  [[nodiscard]] bool spared_by(const SimulatedNode& node) const {
    const auto is_hook = [](const Blindness& blind) { return blind.kind != BlindKind::EventsLost; };
    return std::ranges::none_of(node.blind, is_hook) &&
           std::ranges::all_of(of_.probes, [](const ProbeTruth& probe) {
             return probe.outcome == Outcome::Answered &&
                    std::ranges::all_of(probe.legs, &LegTruth::seen_encrypted);
           });
  }

  /// Whether both ends saw their whole upgrade and all packets.
  [[nodiscard]] bool all_looked() const {
    const bool by_unwatched = std::ranges::any_of(of_.probes, [](const ProbeTruth& probe) {
      return std::ranges::any_of(probe.legs, &LegTruth::by_unwatched);
    });
    return std::ranges::all_of(std::array{of_.path.local, of_.path.remote}, [&](std::size_t place) {
      const SimulatedNode& node = of_.history.nodes[place];
      return node.records && (node.blind.empty() || spared_by(node)) && !by_unwatched &&
             (of_.history.criteria.after_upgrade ||
              agent_polls(node, of_.history.criteria.agent_interval).ready);
    });
  }
  /// Whether nothing is missing that a good verdict may ask for.
  [[nodiscard]] bool all_was_seen() const {
    const bool proved_at_end = !clear_.last || clear_.answered_since >= kProvedAtEnd;
    return all_looked() && proved_at_end &&
           answered_since_ready(at_ready()) >= of_.history.criteria.clean_probes &&
           prober().session.to >= *ready_.at + of_.history.criteria.settle +
                                      tolerance(*ready_.at, prober().session.to);
  }

  [[nodiscard]] std::size_t answered_since_ready(Duration tolerance) const {
    return static_cast<std::size_t>(std::ranges::count_if(of_.probes, [&](const ProbeTruth& probe) {
      return probe.outcome == Outcome::Answered && probe.sent >= *ready_.at + tolerance;
    }));
  }

  void check_positive() {
    if (!ready_.at) {
      object(ready_.down ? "an agent has not come back" : "no agent went");
      return;
    }
    if (is_broken()) object("traffic was lost when it should be over");
    if (ends_in_clear()) object("it was seen in the clear when it should be over");
    if (answered_since_ready(-at_ready()) < of_.history.criteria.clean_probes)
      object("next to nothing was answered since ready");
    const auto last = std::ranges::find_if(of_.losses.rows, [&](const LostInRow& row) {
      return counts(row) && open(row) && of_.losses.troubles[row.trouble].answered_after == 0;
    });
    if (last != of_.losses.rows.end()) object("traffic was lost at the end");
    const auto counted =
        std::ranges::find_if(of_.losses.rows, [&](const LostInRow& row) { return counts(row); });
    if (of_.judged.verdict == Verdict::Unaffected && counted != of_.losses.rows.end())
      object("losses that count were there");
    if (of_.judged.verdict == Verdict::Recovered &&
        std::ranges::none_of(of_.losses.rows, [&](const auto& row) { return may_count(row); }) &&
        clear_.in_clear == 0)
      object("there was nothing to recover from");
    if (of_.path.kind == PathKind::Encrypted)
      for (const auto& objection : object_to_sight(of_, looked_from(counted))) object(objection);
  }

  /// The judge may have counted an earlier loss only, so what was blind before the first that must
  /// count is no objection... but whatever it counted, it looked from some loss, or from some
  /// answer in the clear on.
  [[nodiscard]] std::size_t looked_from(std::vector<LostInRow>::const_iterator counted) const {
    if (counted != of_.losses.rows.end()) return counted->first;
    std::size_t from = of_.losses.rows.empty() ? 0 : of_.losses.rows.back().first;
    for (std::size_t place = from; place < of_.probes.size(); ++place)
      if (of_.probes[place].outcome == Outcome::Answered && went_in_clear(of_.probes[place]))
        from = place;
    return from;
  }

  JudgedPath of_;
  WhatWasSeen seen_;
  ClearAnswers clear_, seen_clear_;  ///< of encrypted paths
  TrueReady ready_;
  std::vector<std::string> objections_;
};

}  // namespace

std::vector<std::string> object_to_verdict(const JudgedPath& path) {
  return VerdictReferee(path).objections();
}

}  // namespace canary::simulation
