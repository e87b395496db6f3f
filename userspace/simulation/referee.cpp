// SPDX-License-Identifier: Apache-2.0
#include "simulation/referee.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "simulation/clear_referee.h"
#include "simulation/control_referee.h"
#include "simulation/losses.h"
#include "simulation/node_identity.h"
#include "simulation/proof_referee.h"
#include "simulation/verdict_referee.h"
#include "simulation/what_was_seen.h"

namespace canary::simulation {
namespace {

/// What a fate and a death have in common where the fate is right.
using Place = std::tuple<Stage, NodeName, ProbeLeg, std::string>;

Place place_of(const Fate& fate) {
  return {fate.stage, fate.node, fate.leg, fate.cause.value_or("")};
}
Place place_of(const Death& death) {
  return {death.stage, name_of(death.node), death.leg, std::string(death.cause)};
}

std::string in_words(const Place& place) {
  const auto& [stage, node, leg, cause] = place;
  return fmt::format("{} on {} of the {} by '{}'", to_text(stage), node, to_text(leg), cause);
}

class PathReferee {
 public:
  PathReferee(const History& history, const SimulatedPath& path,
              const std::vector<ProbeTruth>& probes, const PathJudgement& judged)
      : history_(history),
        path_(path),
        probes_(probes),
        judged_(judged),
        losses_(true_losses(probes, history.criteria.clean_probes)) {}

  std::vector<std::string> violations() {
    check_counts();
    if (judged_.outages.size() != losses_.rows.size())
      object(fmt::format("{} outages are told of {}", judged_.outages.size(), losses_.rows.size()));
    else
      for (std::size_t place = 0; place < losses_.rows.size(); ++place)
        check_outage(judged_.outages[place], losses_.rows[place]);
    for (const auto& objection : object_to_verdict({history_, path_, probes_, losses_, judged_}))
      object(objection);
    if (path_.kind == PathKind::Encrypted)
      for (const auto& objection : object_to_proofs(history_, probes_, judged_)) object(objection);
    return std::move(violations_);
  }

 private:
  void object(const std::string& sentence) {
    violations_.push_back(fmt::format("{}: {}", to_text(judged_.path), sentence));
  }

  void check_counts() {
    ProbeCounts counts;
    for (const ProbeTruth& probe : probes_) {
      counts.answered += probe.outcome == Outcome::Answered ? 1 : 0;
      counts.late += probe.outcome == Outcome::Late ? 1 : 0;
      counts.lost += probe.outcome == Outcome::Lost ? 1 : 0;
    }
    counts.sent = counts.answered + counts.late + counts.lost;
    const auto& told = judged_.probes;
    if (std::tie(told.sent, told.answered, told.late, told.lost) !=
        std::tie(counts.sent, counts.answered, counts.late, counts.lost))
      object(fmt::format("{} sent, {} answered, {} late and {} lost are told as {}, {}, {}, {}",
                         counts.sent, counts.answered, counts.late, counts.lost, told.sent,
                         told.answered, told.late, told.lost));
  }

  void check_outage(const Outage& outage, const LostInRow& row) {
    const auto where = fmt::format("the outage of probes {} to {}", row.first, row.last);
    if (outage.probes_lost != row.probes.size())
      object(fmt::format("{}: {} probes lost are told as {}", where, row.probes.size(),
                         outage.probes_lost));
    std::map<Place, std::uint64_t> possible, told;
    std::uint64_t seen = 0;
    for (const auto place : row.probes) {
      const ProbeTruth& probe = probes_[place];
      for (const auto& one : places_of(probe)) ++possible[one];
      seen += WhatWasSeen(history_).fate(path_, probe) ? 1 : 0;
    }
    std::uint64_t explained = 0;
    for (const Fate& fate : outage.fates) {
      told[place_of(fate)] += fate.count;
      explained += fate.count;
    }
    for (const auto& [place, count] : told)
      if (count > possible[place])
        object(fmt::format("{}: {} told as dead at {}, which {} are", where, count, in_words(place),
                           possible[place]));
    if (explained + outage.unattributed != outage.probes_lost)
      object(fmt::format("{}: {} explained and {} unattributed are not {}", where, explained,
                         outage.unattributed, outage.probes_lost));
    if (explained < seen)
      object(fmt::format("{}: {} of {} are explained, and {} were seen to die", where, explained,
                         outage.probes_lost, seen));
  }

  /// Each once, whatever became of copies.
  static std::vector<Place> places_of(const ProbeTruth& probe) {
    std::vector<Place> places;
    for (const auto* deaths : {&probe.deaths, &probe.out_of_sight})
      for (const Death& death : *deaths) places.push_back(place_of(death));
    std::ranges::sort(places);
    const auto doubled = std::ranges::unique(places);
    places.erase(doubled.begin(), doubled.end());
    return places;
  }

  const History& history_;
  const SimulatedPath& path_;
  const std::vector<ProbeTruth>& probes_;
  const PathJudgement& judged_;
  TrueLosses losses_;
  std::vector<std::string> violations_;
};

const PathJudgement* find(const Judgement& judgement, const SimulatedPath& path) {
  const auto local = name_of(path.local), remote = name_of(path.remote);
  const auto found = std::ranges::find_if(judgement.paths, [&](const PathJudgement& judged) {
    return judged.path.local == local && judged.path.remote == remote &&
           judged.path.kind == path.kind;
  });
  return found == judgement.paths.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> find_violations(const History& history, const Truth& truth,
                                         const Judgement& judgement) {
  std::vector<std::string> violations;
  for (const Finding& finding : judgement.findings)
    if (finding.kind == "evidence-refused")
      violations.push_back("what is true was refused: " + finding.summary);
  const auto append = [&](std::vector<std::string> more) {
    std::ranges::move(more, std::back_inserter(violations));
  };
  append(object_to_clear_traffic(history, truth, judgement));
  append(object_to_uplinks(history, judgement));
  Verdict heaviest = Verdict::Unaffected;
  for (std::size_t place = 0; place < history.paths.size(); ++place) {
    const SimulatedPath& path = history.paths[place];
    if (!history.nodes[path.local].records) continue;
    const PathJudgement* judged = find(judgement, path);
    if (judged == nullptr) {
      violations.push_back(
          fmt::format("the path from {} to {} is not judged", path.local, path.remote));
      continue;
    }
    append(PathReferee(history, path, truth.paths[place], *judged).violations());
    if (path.kind == PathKind::Control) continue;
    heaviest = std::max(heaviest, judged->verdict);
    append(object_to_what_control_told(history, truth, place, *judged));
  }
  if (heaviest != judgement.verdict)
    violations.push_back(fmt::format("the paths come to {}, together they are told as {}",
                                     to_text(heaviest), to_text(judgement.verdict)));
  return violations;
}

}  // namespace canary::simulation
